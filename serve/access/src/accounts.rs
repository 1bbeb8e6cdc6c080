//! The users file as the server sees it: read again as soon as it changes.

use std::sync::{Arc, Mutex, PoisonError};

use crate::users::{Users, UsersError, UsersFile};

type Kept = (crate::users::Stamp, Arc<Users>);

/// The accounts now. A change of the file (`norma user disable ...`) holds from the next request on.
#[derive(Debug)]
pub struct Accounts {
    file: UsersFile,
    kept: Mutex<Option<Kept>>,
}

impl Accounts {
    /// Accounts of this file.
    pub fn of(file: UsersFile) -> Self {
        Self {
            file,
            kept: Mutex::new(None),
        }
    }

    /// What the file says now.
    ///
    /// # Errors
    /// The file cannot be read or is wrong. Nobody is let in on what it said before: a broken edit must not keep somebody
    /// in who was just thrown out.
    pub fn current(&self) -> Result<Arc<Users>, UsersError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((stamp, users)) = kept.as_ref()
            && self.file.stamp()? == *stamp
        {
            return Ok(Arc::clone(users));
        }
        *kept = None;
        let (users, stamp) = self.file.read_with_stamp()?;
        let users = Arc::new(users);
        *kept = Some((stamp, Arc::clone(&users)));
        Ok(users)
    }
}

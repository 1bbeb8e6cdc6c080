//! Every `.sql` file says what a row is and which rule it rests on, and is embedded under its name.

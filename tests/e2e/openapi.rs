//! The description of `/api/v1`, held against the rules of OpenAPI and against what the server answers.

use crate::command::Norma;
use crate::python::python;
use crate::serve::Server;

#[test]
fn the_description_is_valid_and_answers_are_as_described() {
    let norma = Norma::finished();
    let ticket = &norma.sql("select source, ticket_id from tickets order by 1, 2 limit 1")[0];
    let server = Server::start(norma);
    let said = python(
        "openapi.py",
        &[
            &server.address,
            &format!("source={}", ticket["source"]),
            &format!("ticket={}", ticket["ticket_id"]),
            "q=select count(*) as n from tickets",
        ],
    );
    said.exits(0).says(&["paths", " 0 faults"]);
}

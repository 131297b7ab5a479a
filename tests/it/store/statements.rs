//! The shared statements.

use super::fixture::Fixture;

pub(super) async fn every_shared_statement_prepares(f: Fixture) {
    let mut raw = f.raw().await;
    let statements = jiaodui::store::reads::statements();
    assert!(statements.len() > 30);
    for (name, statement) in statements {
        if let Err(error) = raw.prepares(statement).await {
            panic!("{name}: {error}\n{statement}");
        }
    }
}

//! pgbouncer in front, which lends another session to every transaction: the desk does not work through it, and says why.

use jiaodui::store::StoreError;
use sqlx::{Connection, PgConnection};

use crate::support::servers::Server;

/// A pgbouncer in transaction mode before the server, however it treats the settings that a session begins with.
fn pooled(server: &Server, port: u16, more: &str) -> String {
    let at = server.directory.display();
    server.does(&format!(
        "printf '[databases]\\ndesk = host={at} port=5432 dbname=desk\\n[pgbouncer]\\nlisten_addr =\\nunix_socket_dir = {at}\\n\
         listen_port = {port}\\nauth_type = trust\\nauth_file = {at}/users\\npool_mode = transaction\\npidfile = {at}/pooler{port}.pid\\n\
         logfile = {at}/pooler{port}.log\\n{more}\\n' >\"$directory/pooler{port}.ini\""
    ));
    server.does(
        "echo '\"postgres\" \"\"' >\"$directory/users\"; \
         command -v /usr/sbin/pgbouncer || { echo the tests need pgbouncer, Debian: apt-get install pgbouncer; false; }",
    );
    server.does(&format!("/usr/sbin/pgbouncer -d \"$directory/pooler{port}.ini\" </dev/null"));
    server.does(&format!(
        "for n in $(seq 200); do [ -S {at}/.s.PGSQL.{port} ] && break; sleep 0.05; done; [ -S {at}/.s.PGSQL.{port} ]"
    ));
    format!("postgres://postgres@localhost/desk?host={at}&port={port}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pooler_in_between_is_refused_with_the_reason() {
    let server = Server::new("");
    server.runs("postgres", "CREATE DATABASE desk").await;
    for (port, more, reason) in [
        (6432, "", "startup parameter"),
        // Told not to mind them, it swallows them.
        (6433, "ignore_startup_parameters = options,extra_float_digits", "what a session sets"),
    ] {
        let url = pooled(&server, port, more);
        let opened = jiaodui::store::open(&url).await;
        assert!(matches!(&opened, Err(StoreError::Pooled(why)) if why.contains(reason)), "{more}: {opened:?}");
    }
    // It was the pooler that was refused: there is a way through it.
    let mut plain =
        PgConnection::connect(&format!("postgres://postgres@localhost/desk?host={}&port=6433", server.directory.display()))
            .await
            .unwrap();
    let one: i32 = sqlx::query_scalar("SELECT 1").persistent(false).fetch_one(&mut plain).await.unwrap();
    assert_eq!(one, 1);
    jiaodui::store::open(&server.url("desk")).await.unwrap().close().await;
}

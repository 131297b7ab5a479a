//! TLS with an authority of the centre's own: who cannot prove to be the server is told nothing.

use std::net::TcpListener;
use std::process::Command;

use jiaodui::store::StoreError;

use crate::support::servers::Server;

/// Two authorities, and a certificate of the first for the name `localhost`. All in the server's directory, as the server's user.
const CERTIFICATES: &str = r#"
cd "$directory" && for one in ca other; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout $one.key -out $one.crt -subj "/CN=$one" -days 30
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign || exit 1;
done &&
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj /CN=localhost &&
echo "subjectAltName=DNS:localhost" >server.ext &&
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.crt &&
printf "local all all trust\nhostssl all all 127.0.0.1/32 trust\nhostnossl all all all reject\n" >data/pg_hba.conf
"#;

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_centres_own_server_is_talked_to() {
    let server = Server::new("");
    server.runs("postgres", "CREATE DATABASE desk").await;
    server.does(CERTIFICATES);
    server.does("\"$binaries/pg_ctl\" -D \"$directory/data\" -w -m fast stop");
    let (port, at) = (free_port(), server.directory.display().to_string());
    server.starts(&format!(
        "-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on -c ssl_cert_file={at}/server.crt -c ssl_key_file={at}/server.key"
    ));
    let url = |host: &str, more: &str| format!("postgres://postgres@{host}:{port}/desk?{more}");

    let store = jiaodui::store::open(&url("localhost", &format!("sslmode=verify-full&sslrootcert={at}/ca.crt"))).await.unwrap();
    assert!(!store.has_staff().await.unwrap());
    let mut link = server.link_at("desk", port).await;
    let sessions: Vec<(bool, String)> = sqlx::query_as(
        "SELECT s.ssl, s.version FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'jiaodui'",
    )
    .fetch_all(&mut link)
    .await
    .unwrap();
    assert!(!sessions.is_empty() && sessions.iter().all(|(ssl, version)| *ssl && version == "TLSv1.3"), "{sessions:?}");
    store.close().await;

    for (what, url) in [
        ("another authority", url("localhost", &format!("sslmode=verify-full&sslrootcert={at}/other.crt"))),
        ("another name", url("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={at}/ca.crt"))),
        ("no authority of ours", url("localhost", "sslmode=verify-full")),
    ] {
        let opened = jiaodui::store::open(&url).await;
        assert!(matches!(opened, Err(StoreError::Untrusted(_))), "{what}: {opened:?}");
        let home = tempfile::tempdir().unwrap();
        for (lang, said) in [("zh-CN", "不能确认服务器的身份"), ("en", "could not prove who it is")] {
            let output = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
                .args(["counts", "--database", &url, "--lang", lang])
                .env_clear()
                .env("HOME", home.path())
                .output()
                .unwrap();
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && told.contains(said) && told.contains("[database.untrusted]"), "{what}: {told}");
        }
    }
    // The server itself wants no talk in the open.
    let open = jiaodui::store::open(&url("localhost", "sslmode=disable")).await;
    assert!(
        matches!(&open, Err(StoreError::Unusable(why)) if why.contains("no encryption") || why.contains("rejects")),
        "{open:?}"
    );
}

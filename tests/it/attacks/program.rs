//! The built program on a desk of personal logins: who runs a subcommand connects as themselves, and the portal as itself.

use std::process::Command;

use super::centre::{Centre, PASSWORD};
use crate::support::cluster;
use crate::support::fixtures::order_no;

struct Ran {
    status: Option<i32>,
    out: String,
    err: String,
}

fn run(url: &str, environment: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("JIAODUI_DATABASE", url)
        .env("JIAODUI_LANG", "en")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    Ran {
        status: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subcommand_is_run_as_somebody() {
    let centre = Centre::new().await;
    let url = centre.personal_url();
    let zhang = [("JIAODUI_STAFF", "zhangmin"), ("JIAODUI_PASSWORD", PASSWORD)];
    let shown = run(&url, &zhang, &["show", order_no(1).as_str()]);
    assert_eq!(shown.status, Some(0), "{}", shown.err);
    assert!(shown.out.contains(order_no(1).as_str()));
    // Another institution's order is not there.
    let shown = run(&url, &zhang, &["show", order_no(11).as_str()]);
    assert_ne!(shown.status, Some(0));
    let counts = run(&url, &zhang, &["counts", "--json"]);
    assert!(counts.out.contains("hubei") && !counts.out.contains("zhejiang"), "{}", counts.out);
    for (login, password) in [("zhangmin", "wrong wrong wrong"), ("nobody", PASSWORD), ("portal", PASSWORD)] {
        let refused = run(&url, &[("JIAODUI_STAFF", login), ("JIAODUI_PASSWORD", password)], &["counts"]);
        assert_eq!(refused.status, Some(1), "{}", refused.out);
        assert!(refused.err.contains("sign_in.refused"), "{}", refused.err);
    }
    let nobody = run(&url, &[], &["counts"]);
    assert!(nobody.err.contains("sign_in.needed"), "{}", nobody.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_manages_staff_and_nobody_else_does() {
    let centre = Centre::new().await;
    let url = centre.personal_url();
    let guan = [("JIAODUI_STAFF", "guanli"), ("JIAODUI_PASSWORD", PASSWORD), ("JIAODUI_NEW_PASSWORD", "a-new-colleague-1")];
    let add = ["staff", "add", "yixin", "--name", "易新", "--role", "clerk", "--institution", "hubei"];
    let added = run(&url, &guan, &add);
    assert_eq!(added.status, Some(0), "{}", added.err);
    let yixin =
        [("JIAODUI_STAFF", "yixin"), ("JIAODUI_PASSWORD", "a-new-colleague-1"), ("JIAODUI_NEW_PASSWORD", "my-own-choice-22")];
    assert_eq!(run(&url, &yixin, &["staff", "list"]).status, Some(0));
    assert_eq!(run(&url, &yixin, &["staff", "password", "yixin"]).status, Some(0));
    assert_ne!(run(&url, &yixin, &["staff", "list"]).status, Some(0), "the old password");
    let yixin =
        [("JIAODUI_STAFF", "yixin"), ("JIAODUI_PASSWORD", "my-own-choice-22"), ("JIAODUI_NEW_PASSWORD", "my-own-choice-33")];
    for refused in [["staff", "disable", "zhangmin"], ["staff", "password", "zhangmin"], ["staff", "unlock", "zhangmin"]] {
        let ran = run(&url, &yixin, &refused);
        assert!(ran.err.contains("staff.forbidden"), "{refused:?}: {}", ran.err);
    }
    assert_eq!(run(&url, &guan, &["staff", "disable", "yixin"]).status, Some(0));
    assert!(run(&url, &yixin, &["staff", "list"]).err.contains("sign_in.refused"));
    assert_eq!(run(&url, &guan, &["staff", "enable", "yixin"]).status, Some(0));
    assert_eq!(run(&url, &yixin, &["staff", "list"]).status, Some(0));
    // The portal's login is the operator's to make.
    assert_ne!(run(&url, &guan, &["staff", "portal"]).status, Some(0));
    let made = run(&centre.url, &[("JIAODUI_NEW_PASSWORD", "the-portals-own-1")], &["staff", "portal"]);
    assert_eq!(made.status, Some(0), "{}", made.err);
    let portal =
        format!("postgres://portal%40{d}:the-portals-own-1@localhost/{d}?host={}", cluster::directory(), d = centre.database);
    let letters = run(&portal, &[], &["outbox", "--ack"]);
    assert_eq!((letters.status, letters.out.lines().count()), (Some(0), 2), "{}", letters.err);
    let feed = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example/feed.ndjson");
    let taken = run(&portal, &[], &["intake", feed]);
    assert_eq!(taken.status, Some(0), "{}{}", taken.out, taken.err);
    assert_ne!(run(&portal, &[], &["staff", "list"]).status, Some(0));
}

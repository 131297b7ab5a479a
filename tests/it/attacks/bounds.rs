//! What one member of staff can call with anything at all, to keep everybody else from working.

use std::time::Duration;

use sqlx::Connection;

use super::centre::Centre;
use crate::support::fixtures::{order, order_no, submission};

#[tokio::test]
async fn nothing_endless_goes_into_the_trail() {
    let centre = Centre::new().await;
    let number = order_no(1);
    let claim = centre.told("zhangmin", &format!("SELECT claim_order('zhangmin', 'hubei', '{number}', 'c1', 900000)"));
    assert!(claim.contains("yours"), "{claim}");
    let rows = "SELECT count(*)::text || ' ' || max(length(subject)) || ' ' || max(length(detail)) FROM audit_log";
    let before = centre.texts(rows).await;
    let proposing = |listing: &str| {
        format!(
            "SELECT decide_and_note('zhangmin', jsonb_build_object('institution', 'hubei', 'order_no', '{number}', 'token', 'd1', 'version', 1, \
             'claim_token', 'c1', 'outcomes', '[{{\"item\":1,\"outcome\":\"reject\",\"reasons\":[]}}]'::jsonb, 'verdicts', '[]'::jsonb, \
             'proposes', jsonb_build_array(jsonb_build_object('item', 1, 'listing', {listing}, 'evidence', '{{}}'::jsonb)), 'hold_ms', 0, \
             'draft', '{{}}', 'letter', 'x', 'letter_generated', 'x', 'catalogue_version', '1', 'message_id', 'm1', 'title', 't')::text)"
        )
    };
    for (login, call) in [
        ("zhangmin", proposing("repeat(chr(1), 200000)")),
        ("zhangmin", proposing("E'a\\u0085b'")),
        ("zhangmin", format!("SELECT skip_order('zhangmin', 'hubei', '{number}', 'c1', repeat('x', 5000000))")),
        ("zhangmin", format!("SELECT skip_order('zhangmin', 'hubei', '{number}', 'c1', repeat('长', 1001))")),
        ("liuzhuguan", "SELECT begin_report('liuzhuguan', 'hubei', repeat('r', 300), '{}')".to_owned()),
        ("liuzhuguan", "SELECT begin_report('liuzhuguan', 'hubei', 'r1', '[]')".to_owned()),
        (
            "liuzhuguan",
            "SELECT begin_report('liuzhuguan', 'hubei', 'r1', json_build_object('x', repeat('y', 70000))::text)".to_owned(),
        ),
    ] {
        centre.psql(login, &call).is_refused("audit_log.bounds");
    }
    centre.psql("liuzhuguan", "SELECT begin_report('liuzhuguan', 'hubei', 'r1', 'x')").is_refused("json");
    assert_eq!(centre.texts(rows).await, before);
    // What the desk's forms take goes in, and more.
    centre
        .told("liuzhuguan", "SELECT begin_report('liuzhuguan', 'hubei', 'r1', json_build_object('x', repeat('y', 60000))::text)");
    centre.told("zhangmin", &format!("SELECT skip_order('zhangmin', 'hubei', '{number}', 'c1', repeat('长', 1000))"));
}

#[tokio::test]
async fn nobody_who_saves_a_view_holds_up_what_comes_in() {
    let centre = Centre::new().await;
    // 湖北 is the first institution of all. Its proofreader leaves a transaction open.
    let url =
        centre.url.replace("postgres@", &format!("zhangmin%40{}:{}@", centre.database, "%E6%B9%96%E5%8C%97-correct-horse-7"));
    let mut theirs = sqlx::PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT save_view('zhangmin', 'hubei', 'v1', 0, 'mine', '{}')").execute(&mut theirs).await.unwrap();
    let event = submission(order("zhejiang", 20));
    let applied = tokio::time::timeout(Duration::from_secs(10), centre.store.apply(&event)).await;
    assert!(applied.expect("it does not wait").is_ok());
    centre.psql("zhangmin", "BEGIN; LOCK TABLE intake_turn IN ACCESS SHARE MODE").is_refused("permission denied");
}

#[tokio::test]
async fn nonsense_under_a_version_to_come_is_traced_and_replaced() {
    let centre = Centre::new().await;
    assert_eq!(centre.told("zhangmin", "SELECT keep_catalogue('2031-1', 'nonsense')"), "nonsense");
    assert_eq!(centre.told("xuwei", "SELECT keep_catalogue('2031-1', 'the right one')"), "nonsense");
    let kept =
        "SELECT actor || ' ' || institution FROM audit_log WHERE subject = 'catalogue:2031-1' AND action = 'keep_catalogue'";
    assert_eq!(centre.texts(kept).await, ["zhangmin hubei"]);
    for login in ["zhangmin", "liuzhuguan", "guanli"] {
        centre.psql(login, "SELECT replace_catalogue('2031-1', 'x')").is_refused("permission denied");
    }
    centre.run("SELECT replace_catalogue('2031-1', 'the right one')").await;
    assert_eq!(centre.told("xuwei", "SELECT keep_catalogue('2031-1', 'the right one')"), "the right one");
    let replaced = "SELECT actor FROM audit_log WHERE institution = '' AND subject = 'catalogue:2031-1'";
    assert_eq!(centre.texts(replaced).await, ["command-line"]);
    // Nobody changes one that decisions were made with.
    let used = centre.texts("SELECT min(catalogue_version) FROM decisions").await.remove(0);
    centre.told("zhangmin", &format!("SELECT keep_catalogue('{used}', 'as it was')"));
    let mut raw = centre.raw().await;
    for change in [
        format!("SELECT replace_catalogue('{used}', 'otherwise')"),
        format!("DELETE FROM catalogues WHERE version = '{used}'"),
        "UPDATE catalogues SET version = 'x' WHERE version = '2031-1'".to_owned(),
        "UPDATE catalogues SET body = 'y', digest = encode(sha256('y'), 'hex') WHERE version = '2031-1'".to_owned(),
    ] {
        let error = sqlx::raw_sql(sqlx::AssertSqlSafe(change.clone())).execute(&mut raw).await.expect_err(&change);
        assert!(error.to_string().contains("catalogues.fixed"), "{change}: {error}");
    }
}

//! What only a server can do, or have done to it.

use std::time::Duration;

use jiaodui::domain::decision::Outcome;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{Applied, AuditEntry, Decided, LoadedOrder, LoadedStep};
use jiaodui::store::{CLAIM_MS, StoreError};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

use super::fixture::{Engine, Fixture, Raw};
use crate::support::cut::Cutter;
use crate::support::fixtures::{FIRST_MOMENT, actor, decision, order, order_no, outcomes, submission, token, verdicts};

async fn link(f: &Fixture) -> PgConnection {
    match f.raw().await {
        Raw::Postgres(link) => link,
        Raw::Sqlite(_) => panic!("these tests are PostgreSQL's"),
    }
}

async fn run(link: &mut PgConnection, script: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(link).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_guard_sleeps() {
    let f = Fixture::new(Engine::Postgres).await;
    f.submit("hubei", 1).await;
    f.decide("zhangmin", &order_no(1), &[Outcome::Approve], 60_000).await;
    let mut link = link(&f).await;
    for table in [
        "orders",
        "items",
        "certificates",
        "attachments",
        "decisions",
        "decision_items",
        "verdicts",
        "messages",
        "feed_events",
        "audit_log",
        "status_moves",
    ] {
        let error = run(&mut link, &format!("TRUNCATE {table} CASCADE")).await.expect_err(table);
        assert_eq!(error.as_database_error().and_then(|error| error.code()).as_deref(), Some("JD403"), "{table}: {error}");
    }
    // What a superuser uses to get past triggers does not get past these.
    run(&mut link, "SET session_replication_role = replica").await.unwrap();
    for attack in [
        "UPDATE audit_log SET actor = 'chengang'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "UPDATE orders SET status = 'rejected'",
        "UPDATE orders SET status = 'rejected', version = version + 1, audit_seq = audit_seq + 1",
        "UPDATE decisions SET letter = '通过'",
        "DELETE FROM verdicts",
    ] {
        let error = run(&mut link, attack).await.expect_err(attack);
        assert_eq!(error.as_database_error().and_then(|error| error.code()).as_deref(), Some("JD403"), "{attack}: {error}");
    }
    let asleep: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
         WHERE NOT t.tgisinternal AND t.tgenabled <> 'A' AND c.relnamespace = 'public'::regnamespace",
    )
    .fetch_one(&mut link)
    .await
    .unwrap();
    assert_eq!(asleep, 0, "triggers that are not ENABLE ALWAYS");
    // A function that takes names from whoever calls it could be given others.
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT p.proname::text FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = 'public'::regnamespace \
         AND l.lanname IN ('plpgsql', 'sql') AND p.proconfig IS NULL AND p.prosrc ~* '(from|into|update)[[:space:]]'",
    )
    .fetch_all(&mut link)
    .await
    .unwrap();
    assert_eq!(open, ["desk_now"], "functions without a pinned search_path (`extract(epoch FROM …)` names no table)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_chain_is_made_in_the_database_as_outside() {
    let f = Fixture::new(Engine::Postgres).await;
    let mut link = link(&f).await;
    for (seq, detail) in (1..).zip(["{}", r#"{"name":"欧阳'\\\"小军"}"#, "{\n\t\"e\":\"é𠀀\"}"]) {
        sqlx::query(
            "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
             VALUES ('', 'staff:测试', $1, -1, '张敏', 'staff_add', $2, '', '')",
        )
        .bind(i64::from(seq))
        .bind(detail)
        .execute(&mut link)
        .await
        .unwrap();
    }
    for forged in
        ["'', 'forged'", "'forged', ''", "(SELECT hash FROM audit_log WHERE subject = 'staff:测试' AND seq = 3), 'forged'"]
    {
        let row = format!(
            "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
             VALUES ('', 'staff:测试', 4, 1, '张敏', 'staff_add', '{{}}', {forged})"
        );
        let error = run(&mut link, &row).await.expect_err(forged);
        assert!(error.to_string().contains("audit_log.chain"), "{error}");
    }
    let trail: Vec<AuditEntry> = f.store.audit("", "staff:测试", 0).await.unwrap();
    assert_eq!(trail.len(), 3);
    let mut prev = String::new();
    for row in &trail {
        assert_eq!((&row.prev_hash, &row.hash), (&prev, &hash_of(row)), "row {}", row.seq);
        prev.clone_from(&row.hash);
    }
}

/// Some thousand orders, most of them decided, and statistics.
async fn filled() -> Fixture {
    let f = Fixture::new(Engine::Postgres).await;
    for chunk in 0..8_u32 {
        let batch: Vec<LoadedOrder> = (chunk * 500..(chunk + 1) * 500)
            .map(|n| {
                let order = order(if n % 5 == 0 { "zhejiang" } else { "hubei" }, n);
                let decided = LoadedStep::Decision {
                    staff: if n % 5 == 0 { "xuwei" } else { "zhangmin" }.to_owned(),
                    claimed_at: order.submitted_at,
                    at: order.submitted_at.plus(1000),
                    outcomes: outcomes(&[if n % 70 == 0 { Outcome::Supplement } else { Outcome::Approve }]),
                    verdicts: verdicts(),
                    catalogue_version: "2020-10".to_owned(),
                    title: "校对结果".to_owned(),
                    letter: "您的申请已通过校对".to_owned(),
                    delivered: n % 9 != 0,
                };
                LoadedOrder { order, history: if n % 50 == 11 { Vec::new() } else { vec![decided] } }
            })
            .collect();
        f.store.load_orders(&batch).await.unwrap();
    }
    run(
        &mut link(&f).await,
        "INSERT INTO drafts SELECT institution, order_no, 'zhangmin', '{}', 1 FROM orders; \
         INSERT INTO feed_events SELECT institution, 'e-' || order_no, '', 'submit', order_no, 1, 1 FROM orders; \
         INSERT INTO enquiries SELECT institution, 'q-' || order_no, account, order_no, '', 1, 1, NULL FROM orders",
    )
    .await
    .unwrap();
    run(
        &mut link(&f).await,
        "INSERT INTO scan_turns SELECT DISTINCT institution, sha256, 1, 'zhangmin', 1 FROM attachments ON CONFLICT DO NOTHING; \
         INSERT INTO scan_turns SELECT 'hubei', md5(n::text) || md5('x' || n), 1, 'zhangmin', 1 FROM generate_series(1, 20000) AS n",
    )
    .await
    .unwrap();
    // Rows that only stand there: what the guards would say of them is looked at elsewhere.
    for (table, columns, values) in [
        ("enquiry_posts", "post, author, staff, at, body", "1, 'staff', 'zhangmin', 1, ''"),
        ("enquiry_replies", "post, token, message_id, staff, at, held_until", "1, enquiry_no, enquiry_no, 'zhangmin', 1, 1"),
        ("enquiry_notes", "n, staff, at, handed_to, body", "1, 'zhangmin', 1, 'zhangmin', 'x'"),
        ("enquiry_drafts", "staff, body, saved_at", "'zhangmin', 'x', 1"),
        ("enquiry_reads", "staff, post, at", "'zhangmin', 1, 1"),
    ] {
        let rows = format!(
            "INSERT INTO {table} (institution, enquiry_no, {columns}) SELECT institution, enquiry_no, {values} FROM enquiries"
        );
        run(
            &mut link(&f).await,
            &format!("ALTER TABLE {table} DISABLE TRIGGER USER; {rows}; ALTER TABLE {table} ENABLE TRIGGER USER"),
        )
        .await
        .unwrap();
    }
    for (table, columns, values) in [
        ("postponements", "n, staff, at, until, pooled_from, reason, ended_at", "1, 'zhangmin', 1, 1, 1, 'x', 1"),
        ("skips", "n, staff, at, reason", "1, 'zhangmin', 1, 'x'"),
        ("notes", "n, staff, at, body", "1, 'zhangmin', 1, 'x'"),
        (
            "listings",
            "listing, id_no, name, effective_on, ends_on, reason",
            "order_no, order_no, holder, '2020-01-01', '2021-01-01', ''",
        ),
        ("looks", "staff, at, what", "'zhangmin', 1, 'open'"),
        ("second_looks", "listing, staff, at, outcome, reason, verdicts", "order_no, 'zhangmin', 1, 'confirm', '', '[]'"),
    ] {
        let number = if table == "second_looks" { ("", "") } else { ("order_no, ", "order_no, ") };
        let rows = format!(
            "INSERT INTO {table} (institution, {}{columns}) SELECT institution, {}{values} FROM orders",
            number.0, number.1
        );
        run(
            &mut link(&f).await,
            &format!("ALTER TABLE {table} DISABLE TRIGGER USER; {rows}; ALTER TABLE {table} ENABLE TRIGGER USER"),
        )
        .await
        .unwrap();
    }
    // What the checks noticed.
    run(
        &mut link(&f).await,
        "ALTER TABLE findings DISABLE TRIGGER USER; \
         INSERT INTO findings (institution, order_no, item, round, position, finding, field, severity, says, message) \
           SELECT institution, order_no, 1, 1, n, 'C4', 'school', 'warn', 'disagrees', '?' FROM orders, generate_series(100, 102) AS n; \
         ALTER TABLE findings ENABLE TRIGGER USER",
    )
    .await
    .unwrap();
    // Years of samples.
    run(
        &mut link(&f).await,
        "ALTER TABLE samples DISABLE TRIGGER USER; ALTER TABLE sample_orders DISABLE TRIGGER USER; \
         INSERT INTO samples SELECT i.code, 's' || n, 1, 2, 50, repeat('a', 64), 1, 1, 'zhangmin', n + 2 \
           FROM institutions i, generate_series(1, 2000) AS n; \
         INSERT INTO sample_orders SELECT institution, 's' || row_number() OVER () % 2000 + 1, row_number() OVER (), order_no, version, 1, \
           'zhangmin', 'accepted', 'zhangmin', 1, 'zhangmin', 1, 'accepted', '', '[]', 0 FROM decisions; \
         ALTER TABLE samples ENABLE TRIGGER USER; ALTER TABLE sample_orders ENABLE TRIGGER USER",
    )
    .await
    .unwrap();
    // More views than anybody keeps.
    run(
        &mut link(&f).await,
        "ALTER TABLE saved_views DISABLE TRIGGER USER; \
         INSERT INTO saved_views (institution, view, name, position, body, audit_seq, saved_at) \
           SELECT code, 'v' || n, 'v' || n, n, '{}', 1, 1 FROM institutions, generate_series(1, 2000) AS n; \
         ALTER TABLE saved_views ENABLE TRIGGER USER",
    )
    .await
    .unwrap();
    // Years of the roll-ups.
    f.store.roll_up_counts().await.unwrap();
    run(
        &mut link(&f).await,
        "INSERT INTO daily_counts SELECT 'i' || n % 14, 'd' || n, 'accepted', 1 FROM generate_series(1, 20000) AS n; \
         INSERT INTO hourly_flow SELECT 'i' || n % 14, n::bigint * 3600000, 'submit', 1 FROM generate_series(1, 20000) AS n",
    )
    .await
    .unwrap();
    run(&mut link(&f).await, "VACUUM ANALYZE").await.unwrap();
    f
}

/// How many parameters a statement has.
fn parameters(statement: &str) -> usize {
    statement
        .split('$')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .max()
        .unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_grows_is_read_whole() {
    let f = filled().await;
    let mut link = link(&f).await;
    // At a few thousand rows hashing them all costs about as much as looking a few hundred up, and which of the two is chosen hangs on
    // the sample of the day. At millions it does not.
    run(&mut link, "SET enable_hashjoin = off; SET enable_mergejoin = off").await.unwrap();
    reads_nothing_whole(&mut link, &[]).await;
    // As a member of staff, from whom row-level security keeps other institutions' rows: it must not keep them from the indexes.
    let name = crate::support::cluster::name_of(&f.url).unwrap();
    run(
        &mut link,
        &format!(
            "SELECT secure_desk(); CREATE ROLE \"zhangmin@{name}\" IN ROLE {name}_staff; SET SESSION AUTHORIZATION \"zhangmin@{name}\""
        ),
    )
    .await
    .unwrap();
    let sees: i64 = sqlx::query_scalar("SELECT count(DISTINCT institution) FROM orders").fetch_one(&mut link).await.unwrap();
    assert_eq!(sees, 1);
    reads_nothing_whole(&mut link, &["sign-in failures"]).await;
}

async fn reads_nothing_whole(link: &mut PgConnection, not_theirs: &[&str]) {
    // Plans as they are once a statement has been used a few times: for any parameters.
    run(link, "SET plan_cache_mode = force_generic_plan").await.unwrap();
    let mut looked = 0;
    for (name, statement) in jiaodui::store::reads::statements() {
        // The totals are sums over the days; how many there are does not depend on the orders. Nor do catalogues, names and views.
        // The doctor's recount is there to go through all.
        if [
            "miscounted",
            "institutions",
            "staff",
            "staff list",
            "has staff",
            "counts",
            "catalogue",
            "institution's name then",
            "views",
        ]
        .contains(&name)
            || not_theirs.contains(&name)
        {
            continue;
        }
        run(link, &format!("PREPARE s AS {statement}")).await.unwrap();
        let nulls = vec!["NULL"; parameters(statement)].join(", ");
        let call = if nulls.is_empty() { "s".to_owned() } else { format!("s({nulls})") };
        let plan: Vec<String> = sqlx::query(AssertSqlSafe(format!("EXPLAIN (COSTS OFF) EXECUTE {call}")))
            .fetch_all(&mut *link)
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        run(link, "DEALLOCATE s").await.unwrap();
        let whole: Vec<_> = plan
            .iter()
            .filter(|line| {
                line.contains("Seq Scan on")
                    // The deltas are emptied with every intake.
                    && !["staff", "sign_in_failures", "institutions", "count_deltas", "flow_deltas", "enquiry_presence"]
                        .iter()
                        .any(|small| line.contains(&format!("on {small}")))
            })
            .collect();
        assert!(whole.is_empty(), "{name} reads a table whole:\n{}", plan.join("\n"));
        looked += 1;
    }
    assert!(looked > 25, "{looked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_write_reads_a_table_whole() {
    let f = filled().await;
    let mut link = link(&f).await;
    let open = order_no(11);
    let done = order_no(12);
    let new = serde_json::to_string(&order("hubei", 7_000)).unwrap();
    let calls = [
        "SELECT claim_next('zhangmin', 'hubei', 't1', 900000)::text".to_owned(),
        format!("SELECT claim_order('zhangmin', 'hubei', '{open}', 't2', 900000)::text"),
        format!("SELECT renew_claim('hubei', '{open}', 't2', 900000)::text"),
        format!("SELECT release_claim('zhangmin', 'hubei', '{open}', 't2')::text"),
        format!("SELECT save_draft('zhangmin', 'hubei', '{open}', '{{}}')::text"),
        format!(r#"SELECT submit_order('{{"event_id":"x","digest":"y","at":1}}', '{new}', '', '[["name","李"]]')::text"#),
        format!(r#"SELECT cancel_order('{{"event_id":"x","digest":"y","at":1}}', '{open}', 'chsi-000b')::text"#),
        format!("SELECT decision_of((SELECT token FROM decisions WHERE institution = 'hubei' AND order_no = '{done}'))::text"),
        format!(
            r#"SELECT reply_enquiry('liuzhuguan', 'hubei', 'q-{done}', '{{"token":"t","message_id":"m","seen_post":1,"title":"","body":"x","hold_ms":1}}')"#
        ),
        format!("SELECT hand_enquiry_over('liuzhuguan', 'hubei', 'q-{done}', 'zixun', 'x')"),
        format!("SELECT close_enquiry('liuzhuguan', 'hubei', 'q-{done}', 1)"),
        format!("SELECT save_enquiry_draft('liuzhuguan', 'hubei', 'q-{done}', 'x')::text"),
        format!("SELECT mark_enquiry_read('liuzhuguan', 'hubei', 'q-{done}', 1)::text"),
        "SELECT acknowledge(ARRAY['a', 'b'])::text".to_owned(),
        "SELECT disable_staff('guanli', 'chengang')::text".to_owned(),
    ];
    for call in calls {
        run(&mut link, "BEGIN").await.unwrap();
        let answer: Option<String> = sqlx::query_scalar(AssertSqlSafe(call.clone())).fetch_one(&mut link).await.unwrap();
        assert!(!answer.is_some_and(|answer| answer.contains("unknown") || answer.contains("refused")), "{call} found nothing");
        let whole: Vec<String> = sqlx::query_scalar(
            "SELECT relname::text FROM pg_stat_xact_user_tables WHERE seq_scan > 0 \
             AND relname NOT IN ('staff', 'institutions', 'status_moves', 'role_permissions', 'enquiry_presence')",
        )
        .fetch_all(&mut link)
        .await
        .unwrap();
        assert_eq!(whole, Vec::<String>::new(), "{call}");
        run(&mut link, "ROLLBACK").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_asked_for_by_token() {
    let f = Fixture::new(Engine::Postgres).await;
    let cutter = Cutter::new(&f.url).await;
    let store = jiaodui::store::open(&cutter.url).await.unwrap();
    let who = actor("zhangmin");
    for n in 1..=3 {
        let number = f.submit("hubei", n).await;
        let claim = match store.claim(&who, "hubei", &number, &token(), CLAIM_MS).await.unwrap() {
            jiaodui::store::records::Claimed::Yours(claim) => claim,
            other => panic!("{other:?}"),
        };
        let decision = decision(&claim, 1, &[Outcome::Approve]);
        // The server gets the call, and its answer goes nowhere.
        cutter.cut_answer_to(&decision.token);
        let lost = store.decide(&who, &decision).await;
        assert!(matches!(lost, Err(StoreError::Unknown(_))), "{lost:?}");
        let made = store.decision_by_token(&decision.token).await.unwrap().expect("it was committed");
        assert!(matches!(made, Decided::Done { .. }));
        assert_eq!(store.decide(&who, &decision).await.unwrap(), made);
        assert_eq!(f.file("hubei", &number).await.decisions.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_decisions_meet_at_the_order() {
    let f = Fixture::new(Engine::Postgres).await;
    let other = f.again().await;
    for n in 1..=12 {
        let number = f.submit("hubei", n).await;
        let claim = f.claim("zhangmin", &number).await;
        let one = decision(&claim, 1, &[Outcome::Approve]);
        // The same call sent again, or another one under the same claim.
        let two = if n % 2 == 0 { one.clone() } else { decision(&claim, 1, &[Outcome::Reject]) };
        let (first, second) = tokio::join!(
            tokio::spawn({
                let store = f.store.clone();
                async move { store.decide(&actor("zhangmin"), &one).await.unwrap() }
            }),
            tokio::spawn({
                let store = other.clone();
                async move { store.decide(&actor("zhangmin"), &two).await.unwrap() }
            }),
        );
        let both = [first.unwrap(), second.unwrap()];
        let done = both.iter().filter(|made| matches!(made, Decided::Done { .. })).count();
        assert_eq!(done, if n % 2 == 0 { 2 } else { 1 }, "{both:?}");
        if n % 2 == 0 {
            assert_eq!(both[0], both[1]);
        }
        let file = f.file("hubei", &number).await;
        assert_eq!((file.version, file.decisions.len(), file.messages.len()), (2, 1, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_call_leaves_nothing() {
    let f = Fixture::new(Engine::Postgres).await;
    let number = f.submit("hubei", 1).await;
    let claim = f.claim("zhangmin", &number).await;
    let made = decision(&claim, 1, &[Outcome::Approve]);
    let mut holder = link(&f).await;
    run(&mut holder, "BEGIN; SELECT 1 FROM orders FOR UPDATE").await.unwrap();
    let waiting = tokio::spawn({
        let (store, made) = (f.store.clone(), made.clone());
        async move { store.decide(&actor("zhangmin"), &made).await }
    });
    let mut killer = link(&f).await;
    loop {
        let killed: i64 = sqlx::query_scalar(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'SELECT decide%'",
        )
        .fetch_one(&mut killer)
        .await
        .unwrap();
        if killed > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let lost = waiting.await.unwrap();
    assert!(matches!(lost, Err(StoreError::Unknown(_))), "{lost:?}");
    run(&mut holder, "ROLLBACK").await.unwrap();
    assert_eq!(f.store.decision_by_token(&made.token).await.unwrap(), None);
    f.done(&actor("zhangmin"), &made).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_go_on_once_the_server_is_back() {
    let f = Fixture::new(Engine::Postgres).await;
    f.submit("hubei", 1).await;
    let mut killer = link(&f).await;
    run(
        &mut killer,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'jiaodui'",
    )
    .await
    .unwrap();
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(f.store.counts().await);
    }
    assert!(
        answers.iter().all(|answer| matches!(answer, Ok(_) | Err(StoreError::Unavailable(_)))),
        "a dead connection is no fault of the data: {answers:?}"
    );
    assert_eq!(answers.last().unwrap().as_ref().unwrap().len(), 1, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_committed_late_is_noticed() {
    let f = Fixture::new(Engine::Postgres).await;
    let mut late = link(&f).await;
    assert!(f.store.changed("hubei").await.unwrap());
    run(
        &mut late,
        "BEGIN; INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
         VALUES ('hubei', 'staff:zhangmin', 2, desk_now() - 3000, 'guanli', 'staff_password', '{}', '', '')",
    )
    .await
    .unwrap();
    assert!(!f.store.changed("hubei").await.unwrap(), "nothing is committed yet");
    f.submit("hubei", 1).await;
    f.submit("zhejiang", 2).await;
    assert!(f.store.changed("hubei").await.unwrap());
    assert!(!f.store.changed("hubei").await.unwrap());
    run(&mut late, "COMMIT").await.unwrap();
    assert!(f.store.changed("hubei").await.unwrap(), "a row with an earlier moment became visible");
    assert!(!f.store.changed("hubei").await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_certificate_is_in_one_order_at_a_time() {
    let f = Fixture::new(Engine::Postgres).await;
    let other = f.again().await;
    for n in 0..10 {
        let one = order("hubei", 2 * n + 1);
        let mut two = order("zhejiang", 2 * n + 2);
        two.items[0].certificate = one.items[0].certificate.clone();
        let (one, two) = (submission(one), submission(two));
        let (first, second) = tokio::join!(
            tokio::spawn({
                let store = f.store.clone();
                async move { store.apply(&one).await.unwrap() }
            }),
            tokio::spawn({
                let store = other.clone();
                async move { store.apply(&two).await.unwrap() }
            }),
        );
        let both = [first.unwrap(), second.unwrap()];
        assert!(both.contains(&Applied::Done) && both.contains(&Applied::CertificateInProgress(0)), "{both:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_cannot_be_used_is_told_apart() {
    let f = Fixture::new(Engine::Postgres).await;
    let (server, _) = f.url.split_once("?host=").map(|(url, host)| (host.to_owned(), url)).unwrap();
    let nowhere = jiaodui::store::open(&format!("postgres://postgres@localhost/desk?host={server}/nowhere")).await;
    assert!(matches!(nowhere, Err(StoreError::Unavailable(_))), "{nowhere:?}");
    let missing = jiaodui::store::open(&format!("postgres://postgres@localhost/no_such?host={server}")).await;
    assert!(matches!(missing, Err(StoreError::Unusable(_))), "{missing:?}");
    let mut link = link(&f).await;
    run(&mut link, "INSERT INTO _sqlx_migrations VALUES (99, 'later', now(), true, '', 1)").await.unwrap();
    let newer = jiaodui::store::open(&f.url).await;
    assert!(matches!(newer, Err(StoreError::Newer(_))), "{newer:?}");
    run(&mut link, "DELETE FROM _sqlx_migrations WHERE version = 99").await.unwrap();
    run(&mut link, "UPDATE _sqlx_migrations SET checksum = 'x' WHERE version = 2").await.unwrap();
    let other = jiaodui::store::open(&f.url).await;
    assert!(matches!(other, Err(StoreError::Unusable(_))), "{other:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seats_keep_few_connections() {
    let f = Fixture::new(Engine::Postgres).await;
    let mut reads = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let store = f.store.clone();
        reads.spawn(async move { store.activity("hubei", Some(FIRST_MOMENT), 10).await.map(drop) });
    }
    for read in reads.join_all().await {
        read.unwrap();
    }
    let mut link = link(&f).await;
    let open: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'jiaodui'",
    )
    .fetch_one(&mut link)
    .await
    .unwrap();
    assert!((1..=4).contains(&open), "{open} connections");
    link.close().await.unwrap();
}

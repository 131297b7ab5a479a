//! Lines meant to break the intake: each is just a refused line, and the next one comes in.

use super::{World, lines, submit, words};

async fn around(hostile: &[u8]) {
    let world = World::new().await;
    let mut feed = lines(&[submit(1)]);
    feed.extend(hostile);
    feed.extend(b"\n");
    feed.extend(lines(&[submit(2)]));
    let all = world.run(feed).await;
    let got: Vec<String> = all.iter().map(|settled| words(&settled.outcome)).collect();
    assert_eq!(got, ["accepted", "json.malformed ", "accepted"]);
    let refused = all.get(1).unwrap();
    assert_eq!((refused.line, &refused.event_id), (2, &None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_beyond_a_mebibyte() {
    let mut line = br#"{"event_id":""#.to_vec();
    line.resize(3 * 1024 * 1024, b'x');
    line.extend(br#""}"#);
    around(&line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_thousand_brackets() {
    around(&vec![b'['; 200_000]).await;
    around(format!("{{\"event_id\":{}", "{\"a\":".repeat(150_000)).as_bytes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_utf8_and_nothing_json_at_all() {
    around(b"{\"event_id\":\"\xc3\x28\"}").await;
    around(b"\0\0\0\0").await;
    around(b"PK\x03\x04").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_names_ten_thousand_files_does_not_open_them_all() {
    let world = World::new().await;
    let files: Vec<String> = (0..10_000).map(|n| format!(r#"{{"kind":"other","file":"{n}"}}"#)).collect();
    let mut event = submit(1);
    event["order"]["items"][0]["attachments"] = serde_json::from_str(&format!("[{}]", files.join(","))).unwrap();
    let got = world.one(&event).await;
    assert!(got.contains("attachment.count /order/items/0/attachments"));
    assert_eq!(got.matches("attachment.missing_file").count(), 30 * 85);
}

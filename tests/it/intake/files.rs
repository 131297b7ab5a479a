//! Attachments judged by their content, through the whole intake.

use image::ImageFormat;
use jiaodui::evidence::sha256_hex;
use serde_json::{Value, json};

use super::{World, picture, set, submit};

const AT: &str = "/order/items/0/attachments/0";

fn named(n: u32, file: &str) -> Value {
    set(submit(n), &format!("{AT}/file"), json!(file))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_code() {
    let world = World::new().await;
    let jpeg = picture(400, 300, 7, ImageFormat::Jpeg);
    let png = picture(400, 300, 7, ImageFormat::Png);
    world.put("cut.jpg", &jpeg[..jpeg.len() / 2]);
    world.put("cut.png", &png[..png.len() / 2]);
    world.put("gif.jpg", b"GIF89a\x01\0\x01\0\0\0\0;");
    world.put("webp.jpg", b"RIFF\x24\0\0\0WEBPVP8 ");
    world.put("text.jpg", "这不是图片".as_bytes());
    world.put("empty.jpg", b"");
    world.put("small.jpg", &picture(199, 300, 1, ImageFormat::Jpeg));
    let mut heavy = jpeg.clone();
    heavy.resize(2 * 1024 * 1024 + 1, 0);
    world.put("heavy.jpg", &heavy);
    world.put("bomb.png", &bomb());
    std::fs::create_dir(world.feed_dir().join("folder.jpg")).unwrap();
    for (n, (file, expected)) in [
        ("cut.jpg", "attachment.unreadable"),
        ("cut.png", "attachment.unreadable"),
        ("gif.jpg", "attachment.format"),
        ("webp.jpg", "attachment.format"),
        ("text.jpg", "attachment.format"),
        ("empty.jpg", "attachment.format"),
        ("small.jpg", "attachment.dimensions"),
        ("heavy.jpg", "attachment.size"),
        ("bomb.png", "attachment.unreadable"),
        ("none.jpg", "attachment.missing_file"),
        ("folder.jpg", "attachment.missing_file"),
        ("/etc/passwd", "attachment.path"),
        ("../desk.db", "attachment.path"),
        ("scans/../../desk.db", "attachment.path"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(world.one(&named(n as u32, file)).await, format!("{expected} {AT}"), "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_out_and_pipes_are_refused_at_once() {
    let world = World::new().await;
    let feed = world.feed_dir();
    std::os::unix::fs::symlink("../desk.db", feed.join("link.jpg")).unwrap();
    std::os::unix::fs::symlink("/", feed.join("root")).unwrap();
    std::os::unix::fs::symlink("scans/diploma.jpg", feed.join("inside.jpg")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        feed.join("pipe.jpg"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    assert_eq!(world.one(&named(1, "link.jpg")).await, format!("attachment.path {AT}"));
    assert_eq!(world.one(&named(2, "root/etc/passwd")).await, format!("attachment.path {AT}"));
    let pipe = tokio::time::timeout(std::time::Duration::from_secs(10), async { world.one(&named(3, "pipe.jpg")).await });
    assert_eq!(pipe.await.unwrap(), format!("attachment.missing_file {AT}"));
    assert_eq!(world.one(&named(4, "inside.jpg")).await, "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_is_held_against_the_content() {
    let world = World::new().await;
    let content = std::fs::read(world.feed_dir().join("scans/diploma.jpg")).unwrap();
    let right = set(submit(1), &format!("{AT}/sha256"), json!(sha256_hex(&content).to_uppercase()));
    assert_eq!(world.one(&right).await, "accepted");
    let wrong = set(submit(2), &format!("{AT}/sha256"), json!(sha256_hex(b"")));
    assert_eq!(world.one(&wrong).await, format!("attachment.digest {AT}"));
    // Every fault of a file at once.
    world.put("bad.jpg", &picture(120, 90, 1, ImageFormat::Jpeg)[..400]);
    let bad = set(set(submit(3), &format!("{AT}/file"), json!("bad.jpg")), &format!("{AT}/sha256"), json!(sha256_hex(b"")));
    assert_eq!(world.one(&bad).await, format!("attachment.unreadable {AT}; attachment.digest {AT}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_verification_needs_its_photo() {
    let world = World::new().await;
    world.put("held.jpg", &picture(500, 600, 4, ImageFormat::Jpeg));
    world.put("held-small.jpg", &picture(499, 600, 4, ImageFormat::Jpeg));
    let mut heavy = picture(500, 600, 4, ImageFormat::Jpeg);
    heavy.resize(1024 * 1024 + 1, 0);
    world.put("held-heavy.jpg", &heavy);
    let offline = |n| set(submit(n), "/order/items/0/identity", json!({"method": "offline"}));
    let with = |n, file: &str| {
        let mut event = offline(n);
        let files = event.pointer_mut("/order/items/0/attachments").unwrap().as_array_mut().unwrap();
        files.push(json!({"kind": "held_id_photo", "file": file}));
        event
    };
    let refused = "identity.photo /order/items/0/identity";
    assert_eq!(world.one(&offline(1)).await, refused);
    assert_eq!(world.one(&with(2, "held-small.jpg")).await, refused);
    assert_eq!(world.one(&with(3, "held-heavy.jpg")).await, refused);
    assert_eq!(world.one(&with(4, "none.jpg")).await, format!("attachment.missing_file /order/items/0/attachments/3; {refused}"));
    assert_eq!(world.one(&with(5, "held.jpg")).await, "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_line_leaves_nothing_kept() {
    let world = World::new().await;
    world.put("own.jpg", &picture(260, 260, 99, ImageFormat::Jpeg));
    let content = std::fs::read(world.feed_dir().join("own.jpg")).unwrap();
    let event = set(named(1, "own.jpg"), "/order/institution", json!("atlantis"));
    assert_eq!(world.one(&event).await, "institution.unknown /order/institution");
    assert!(!world.keep.has(&sha256_hex(&content)).await.unwrap());
    assert_eq!(world.one(&named(1, "own.jpg")).await, "accepted");
    assert_eq!(world.keep.get(&sha256_hex(&content), 1 << 21).await.unwrap(), content);
}

/// 30,000 × 30,000 pixels in a few kilobytes.
fn bomb() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 30_000, 30_000);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; 30_000 / 8 * 30_000]).unwrap();
    writer.finish().unwrap();
    bytes
}

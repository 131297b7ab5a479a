//! What the line alone shows to be wrong: each rule, its code, and where it points.

use jiaodui::intake::event;
use jiaodui::intake::line::Line;
use jiaodui::intake::settle::Outcome;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{item, set, submit, without, words};

fn judged(event: &Value) -> String {
    raw(event.to_string().as_bytes())
}

fn raw(line: &[u8]) -> String {
    let read = event::read(&Line { number: 1, bytes: Some(line.to_vec()), end: 0 });
    words(&Outcome::Refused(read.notes.refusals))
}

fn check(cases: &[(Value, &str)]) {
    for (event, expected) in cases {
        assert_eq!(judged(event), *expected, "{event}");
    }
}

#[test]
fn the_example_is_in_order() {
    assert_eq!(judged(&submit(1)), "");
}

#[test]
fn malformed_lines() {
    for line in [
        "",
        "nonsense",
        "[]",
        "\"字\"",
        "{\"event_id\":\"e\"",
        "{\"a\":1}{\"a\":1}",
        "{\"event\":\"submit\",\"event\":\"cancel\"}",
    ] {
        assert_eq!(raw(line.as_bytes()), "json.malformed ", "{line}");
    }
    assert_eq!(raw(b"{\"event_id\":\"\xff\xfe\"}"), "json.malformed ");
    assert_eq!(raw(br#"{"event_id":"\ud800"}"#), "json.malformed ");
    assert_eq!(judged(&set(submit(1), "/event", json!("submitt"))), "json.malformed /event");
    assert_eq!(judged(&set(submit(1), "/event", json!(5))), "json.malformed /event");
}

#[test]
fn what_is_required_is_missed() {
    check(&[
        (without(submit(1), "/event_id"), "field.missing /event_id"),
        (without(submit(1), "/event"), "field.missing /event"),
        (without(submit(1), "/at"), "field.missing /at"),
        (without(submit(1), "/order"), "field.missing /order"),
        (set(submit(1), "/order/account", json!(" \u{3000} ")), "field.missing /order/account"),
        (set(submit(1), "/order/account", json!("\u{200b}")), "field.missing /order/account"),
        (set(submit(1), "/order/applicant/name", Value::Null), "field.missing /order/applicant/name"),
        (set(submit(1), "/order/items", json!([])), "field.missing /order/items"),
        (without(submit(1), "/order/items/0/certificate/major"), "field.missing /order/items/0/certificate/major"),
        (without(submit(1), "/order/items/0/certificate/graduated_on"), "field.missing /order/items/0/certificate/graduated_on"),
        (without(submit(1), "/order/items/0/copies_en"), "field.missing /order/items/0/copies_en"),
        (without(submit(1), "/order/items/0/identity"), "field.missing /order/items/0/identity"),
        (
            json!({"event_id": "e", "event": "cancel", "at": "2020-10-16T12:00:00+08:00"}),
            "field.missing /order_no; field.missing /account",
        ),
        (
            json!({"event_id": "e", "event": "enquiry", "at": "2020-10-16T12:00:00+08:00"}),
            "field.missing /enquiry_no; field.missing /account; field.missing /institution; field.missing /subject; field.missing /body",
        ),
        (
            json!({"event_id": "e", "event": "resubmit", "at": "2020-10-16T12:00:00+08:00", "order_no": "2020101611482587", "account": "a"}),
            "field.missing /items",
        ),
    ]);
}

#[test]
fn what_is_optional_is_not_missed() {
    for pointer in ["/order/remark", "/order/items/0/certificate/duration", "/order/items/0/certificate/remark"] {
        assert_eq!(judged(&without(submit(1), pointer)), "", "{pointer}");
        assert_eq!(judged(&set(submit(1), pointer, Value::Null)), "", "{pointer}");
    }
    let enquiry = json!({"event_id": "e", "event": "enquiry", "at": "2020-10-16T12:00:00+08:00", "enquiry_no": "q-77",
        "account": "a", "institution": "hubei", "subject": "状态", "body": "为什么还是待校对？\n谢谢"});
    assert_eq!(judged(&enquiry), "");
    assert_eq!(judged(&set(enquiry, "/order_no", json!("20201016"))), "order_no.malformed /order_no");
}

#[test]
fn other_services_need_less_of_the_certificate() {
    let mut short = item(1);
    short["service"] = json!("gaokao");
    short["certificate"] =
        json!({"holder": "李雯", "id_type": "resident_id", "id_no": "420106198002290012", "school": "武汉大学"});
    short["attachments"] = json!([{"kind": "id_card", "file": "a.jpg"}, {"kind": "other", "file": "b.jpg"}]);
    let event = set(submit(1), "/order/items/0", short);
    assert_eq!(judged(&event), "");
    let wrong = set(event, "/order/items/0/certificate/graduated_on", json!("2016-6-30"));
    assert_eq!(judged(&wrong), "field.invalid /order/items/0/certificate/graduated_on");
}

#[test]
fn what_is_not_of_its_kind() {
    let field = |pointer: &str, value: Value| (set(submit(1), pointer, value), format!("field.invalid {pointer}"));
    let cases = [
        field("/event_id", json!(7)),
        field("/at", json!("2020-10-16 11:48")),
        field("/at", json!("2020-10-16T11:48:25")),
        field("/order", json!([])),
        field("/order/kind", json!("old")),
        field("/order/consented_at", json!("gestern")),
        field("/order/applicant", json!("李雯")),
        field("/order/applicant/nature", json!("person")),
        field("/order/applicant/name", json!("李\u{7}雯")),
        field("/order/applicant/name", json!("李\n雯")),
        field("/order/applicant/mobile", json!("电话")),
        field("/order/applicant/email", json!("liwen")),
        field("/order/payment/state", json!("later")),
        field("/order/payment", json!([])),
        field("/order/items", json!({})),
        field("/order/items/0", json!(null)),
        field("/order/items/0/service", json!("diploma")),
        field("/order/items/0/copies_zh", json!(1.5)),
        field("/order/items/0/copies_zh", json!(-1)),
        field("/order/items/0/copies_zh", json!("1")),
        field("/order/items/0/unit_price_fen", json!("0")),
        field("/order/items/0/identity/method", json!("phone")),
        field("/order/items/0/identity/verified_at", json!("soon")),
        field("/order/items/0/certificate/id_type", json!("driving_licence")),
        field("/order/items/0/certificate/id_no", json!("420106198002290010")),
        field("/order/items/0/certificate/id_no", json!("42010619810229001X")),
        field("/order/items/0/certificate/id_no", json!("420106800229001")),
        field("/order/items/0/certificate/enrolled_on", json!("2012-02-30")),
        field("/order/items/0/certificate/graduated_on", json!("2012-08-31")),
        field("/order/items/0/certificate/holder", json!("李雯\u{85}")),
        field("/order/items/0/attachments/1", json!("scans/id.jpg")),
        field("/order/items/0/attachments/1/kind", json!("degree_certificate")),
        field("/order/items/0/attachments/1/sha256", json!("abc")),
        field("/order/items/0/attachments/1/file", json!("a\u{0}b")),
    ];
    for (event, expected) in &cases {
        assert_eq!(judged(event), *expected, "{event}");
    }
}

#[test]
fn an_invoice_needs_a_mainland_mobile() {
    let abroad = set(submit(1), "/order/applicant/mobile", json!("+852 5123 4567"));
    assert_eq!(judged(&abroad), "");
    let invoice = json!({"title": "武汉某公司", "tax_no": "91420100MA4KXXXX1X"});
    assert_eq!(judged(&set(abroad, "/order/invoice", invoice.clone())), "field.invalid /order/applicant/mobile");
    assert_eq!(judged(&set(submit(1), "/order/invoice", invoice)), "");
    assert_eq!(judged(&set(submit(1), "/order/invoice", json!({"title": "某"}))), "field.missing /order/invoice/tax_no");
}

#[test]
fn a_lower_case_x_is_a_check_character() {
    let event = set(submit(1), "/order/items/0/certificate/id_no", json!("11010519491231002x"));
    assert_eq!(judged(&event), "");
}

#[test]
fn other_documents_are_judged_by_their_shape() {
    for (id_type, id_no, expected) in [
        ("hk_macau_id", "G123456(A)", ""),
        ("hk_macau_id", "G123456(1)", ""),
        ("taiwan_permit", "12345678", ""),
        ("passport", "E12345678", ""),
        ("passport", "E1", "field.invalid /order/items/0/certificate/id_no"),
        ("resident_id", "E12345678", "field.invalid /order/items/0/certificate/id_no"),
    ] {
        let event = set(submit(1), "/order/items/0/certificate/id_type", json!(id_type));
        assert_eq!(judged(&set(event, "/order/items/0/certificate/id_no", json!(id_no))), expected, "{id_type} {id_no}");
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    assert_eq!(judged(&set(submit(1), "/order/remark", json!("备".repeat(50)))), "");
    assert_eq!(judged(&set(submit(1), "/order/remark", json!("备".repeat(51)))), "field.too_long /order/remark");
    let long = set(submit(1), "/order/applicant/name", json!(format!("{}\u{1b}", "李".repeat(101))));
    assert_eq!(judged(&long), "field.invalid /order/applicant/name; field.too_long /order/applicant/name");
}

#[test]
fn direction_marks_come_in_to_be_seen() {
    assert_eq!(judged(&set(submit(1), "/order/applicant/name", json!("李\u{202e}雯"))), "");
}

#[test]
fn order_numbers() {
    for number in [
        json!("202010161148258"),
        json!("2020101624482587"),
        json!("2021022911482587"),
        json!("abcdefghijklmnop"),
        json!(2_020_101_611_482_587_u64),
    ] {
        assert_eq!(judged(&set(submit(1), "/order/order_no", number)), "order_no.malformed /order/order_no");
    }
}

#[test]
fn the_rules_of_the_guide() {
    let paid = |event: Value| {
        let event = set(event, "/order/purpose", json!("留学"));
        set(event, "/order/items/0/unit_price_fen", json!(15000))
    };
    let state = |event, state: Value| set(event, "/order/payment", state);
    let two = |zh: u32, en: u32| {
        let items: Vec<Value> = (0..2).map(|n| set(set(item(n), "/copies_zh", json!(zh)), "/copies_en", json!(en))).collect();
        set(submit(1), "/order/items", json!(items))
    };
    check(&[
        (without(submit(1), "/order/consented_at"), "consent.missing /order/consented_at"),
        (set(submit(1), "/order/consented_at", json!("2020-10-17T00:00:00+08:00")), "consent.missing /order/consented_at"),
        (set(submit(1), "/order/items/0/copies_zh", json!(0)), "copies.none /order/items/0"),
        (set(submit(1), "/order/items/0/copies_zh", json!(31)), "copies.limit /order/items"),
        (set(submit(1), "/order/items/0/copies_zh", json!(i64::MAX)), "copies.limit /order/items"),
        (two(8, 7), ""),
        (two(8, 8), "copies.limit /order/items"),
        (set(submit(1), "/order/items/0/unit_price_fen", json!(15000)), "price.mismatch /order/items/0/unit_price_fen"),
        (set(submit(1), "/order/items/0/unit_price_fen", json!(-15000)), "price.mismatch /order/items/0/unit_price_fen"),
        (set(submit(1), "/order/purpose", json!("继续教育-专升本")), ""),
        (
            set(submit(1), "/order/purpose", json!("留学")),
            "price.mismatch /order/payment/state; price.mismatch /order/items/0/unit_price_fen",
        ),
        (paid(submit(1)), "price.mismatch /order/payment/state"),
        (state(paid(submit(1)), json!({"state": "paid", "paid_at": "2020-10-16T11:46:00+08:00"})), ""),
        (state(paid(submit(1)), json!({"state": "paid"})), "field.missing /order/payment/paid_at"),
        (without(submit(1), "/order/items/0/identity/verified_at"), "identity.unverified /order/items/0/identity/verified_at"),
        (set(submit(1), "/order/kind", json!("reconsideration")), "field.missing /order/reconsiders"),
        (
            set(set(submit(1), "/order/kind", json!("reconsideration")), "/order/reconsiders", json!("x")),
            "order_no.malformed /order/reconsiders",
        ),
    ]);
}

#[test]
fn attachments_are_counted_by_kind() {
    let list = |kinds: &[(&str, usize)]| {
        let files: Vec<Value> =
            kinds.iter().flat_map(|(kind, n)| vec![json!({"kind": kind, "file": "scans/id-front.jpg"}); *n]).collect();
        set(submit(1), "/order/items/0/attachments", json!(files))
    };
    let at = "/order/items/0/attachments";
    check(&[
        (without(submit(1), at), &format!("attachment.missing_kind {at}; attachment.missing_kind {at}")),
        (list(&[("diploma", 1)]), &format!("attachment.missing_kind {at}")),
        (list(&[("diploma", 2), ("id_card", 2), ("other", 80)]), ""),
        (list(&[("diploma", 3), ("id_card", 2)]), &format!("attachment.count {at}")),
        (list(&[("diploma", 1), ("id_card", 3), ("other", 81)]), &format!("attachment.count {at}; attachment.count {at}")),
    ]);
    let transcript = |event| set(event, "/order/items/0/service", json!("transcript"));
    check(&[
        (transcript(list(&[("id_card", 1)])), &format!("attachment.missing_kind {at}")),
        (transcript(list(&[("id_card", 1), ("other", 1)])), ""),
    ]);
}

#[test]
fn a_line_tells_all_of_its_faults() {
    let event = set(submit(1), "/order/order_no", json!("1"));
    let event = set(event, "/order/applicant/email", json!("@"));
    let event = set(event, "/order/items/0/certificate/level", json!(""));
    let event = without(event, "/order/consented_at");
    assert_eq!(
        judged(&event),
        "order_no.malformed /order/order_no; consent.missing /order/consented_at; field.invalid /order/applicant/email; \
         field.missing /order/items/0/certificate/level"
    );
}

#[test]
fn unknown_keys_are_counted() {
    let event = set(set(submit(1), "/extra", json!({"a": {"b": 1}})), "/order/items/0/certificate/gpa", json!(4));
    let read = event::read(&Line { number: 1, bytes: Some(event.to_string().into_bytes()), end: 0 });
    assert_eq!((read.notes.refusals, read.notes.unknown_keys), (vec![], 2));
}

/// Any JSON, nested a little.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        Just(json!("2020101611482587")),
        Just(json!("resident_id")),
        Just(json!("paid")),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map("kind|file|item|items|state|.*", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!raw(&bytes).is_empty());
    }

    #[test]
    fn an_arbitrary_value_in_any_place_never_panics(
        place in prop::sample::select(vec![
            "/event_id", "/at", "/order", "/order/order_no", "/order/applicant", "/order/applicant/mobile", "/order/payment",
            "/order/invoice", "/order/items", "/order/items/0", "/order/items/0/identity", "/order/items/0/certificate",
            "/order/items/0/certificate/id_no", "/order/items/0/certificate/graduated_on", "/order/items/0/copies_zh",
            "/order/items/0/attachments", "/order/items/0/attachments/0", "/order/items/0/attachments/0/file",
        ]),
        value in any_json(),
    ) {
        judged(&set(submit(1), place, value));
    }
}

//! Orders to proofread, and a desk with one of them open: no store, no terminal.

use std::sync::Arc;

use chrono::NaiveDate;
use jiaodui::desk::app::common::{Common, Env};
use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::model::Model;
use jiaodui::desk::app::msg::{Msg, Opened, Reply, Slot, Ticket};
use jiaodui::desk::app::update::update;
use jiaodui::desk::input::key::Key;
use jiaodui::desk::input::keymap::Keymap;
use jiaodui::desk::screen::proofread::Proofread;
use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::certificate::{Certificate, Field, IdType};
use jiaodui::domain::decision::{ItemOutcome, Outcome};
use jiaodui::domain::draft::Draft;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::order::{
    Applicant, Identity, IdentityMethod, KeptAttachment, Nature, OrderKind, Payment, PaymentState, Service,
};
use jiaodui::domain::reason::{Catalogue, DEFAULT};
use jiaodui::domain::requirement::{self, Requirements};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::domain::verdict::{FieldVerdict, Verdict};
use jiaodui::store::records::{AuditEntry, Claim, DecisionRecord, Holder, Institution, ItemFile, OrderFile, StoredAttachment};
use jiaodui::text::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::support::screen::text_of;

pub(super) const ORDER: &str = "2020101611482587";

pub(super) fn at(text: &str) -> Millis {
    Millis::from_rfc3339(&format!("2020-10-{text}:00+08:00")).unwrap()
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn certificate() -> Certificate {
    Certificate {
        holder: "李雯".into(),
        id_type: IdType::ResidentId,
        id_no: "420106199403071226".into(),
        number: Some("104861201605001234".into()),
        school: "武汉大学".into(),
        school_province: Some("湖北省".into()),
        category: Some("普通".into()),
        level: Some("本科".into()),
        enrolled_on: day(2012, 9, 1),
        graduated_on: day(2016, 6, 30),
        major: Some("法学".into()),
        duration: Some("4".into()),
        conclusion: Some("毕业".into()),
        remark: None,
    }
}

pub(super) fn file(item: u32, round: u32, position: u32, kind: AttachmentKind, name: &str) -> StoredAttachment {
    StoredAttachment {
        item,
        round,
        position,
        file: KeptAttachment {
            kind,
            file_name: format!("scans/{name}"),
            sha256: format!("{:064x}", u64::from(item) * 1000 + u64::from(round) * 100 + u64::from(position)),
            bytes: 1_468_006,
            width: 2480,
            height: 1754,
            format: "jpeg".into(),
            facts: None,
        },
        superseded_by: None,
    }
}

fn item() -> ItemFile {
    ItemFile {
        item: 1,
        service: Service::Degree,
        copies_zh: 1,
        copies_en: 0,
        unit_price_fen: 0,
        identity: Identity { method: IdentityMethod::Online, verified_at: Some(at("16T11:40")) },
        status: Status::AwaitingProofreading,
        certificate: certificate(),
        attachments: vec![
            file(1, 1, 0, AttachmentKind::Diploma, "diploma-1.jpg"),
            file(1, 1, 1, AttachmentKind::IdCard, "身份证正面.jpg"),
            file(1, 1, 2, AttachmentKind::IdCard, "身份证反面.jpg"),
        ],
    }
}

/// In its first round.
pub(super) fn first_round() -> OrderFile {
    OrderFile {
        order_no: OrderNo::parse(ORDER).unwrap(),
        institution: "hubei".into(),
        kind: OrderKind::New,
        reconsiders: None,
        contested: None,
        status: Status::AwaitingProofreading,
        round: 1,
        version: 1,
        audit_seq: 2,
        account: "liwen".into(),
        purpose: "继续教育-专升本".into(),
        first_submitted_at: at("16T11:48"),
        submitted_at: at("16T11:48"),
        consented_at: at("16T11:30"),
        applicant: Applicant {
            nature: Nature::Individual,
            name: "李雯".into(),
            location: "湖北省武汉市".into(),
            mobile: "13800138000".into(),
            email: "liwen@example.com".into(),
        },
        remark: "毕业证上的照片是旧照，请以钢印为准，谢谢".into(),
        payment: Payment { state: PaymentState::Free, paid_at: None },
        invoice: None,
        items: vec![item()],
        decisions: vec![],
        messages: vec![],
        postponed: None,
        notes: vec![],
        turns: std::collections::BTreeMap::new(),
        claim: Some(Holder { login: "hubei-p1".into(), name: "张敏".into(), until: at("16T14:47") }),
        now: at("16T14:32"),
    }
}

/// Come back with a new diploma, after it was asked for because the number could not be read and the school was mistyped.
pub(super) fn second_round() -> OrderFile {
    let mut order = first_round();
    order.round = 2;
    order.version = 3;
    order.submitted_at = at("17T09:12");
    let item = &mut order.items[0];
    item.attachments[0].superseded_by = Some(2);
    item.attachments.push(file(1, 2, 0, AttachmentKind::Diploma, "毕业证-重新扫描.jpg"));
    let verdicts = Field::of(Service::Degree, &item.certificate)
        .into_iter()
        .map(|field| FieldVerdict {
            item: 1,
            field,
            verdict: match field {
                Field::Number | Field::Major => Verdict::Illegible,
                Field::Duration => Verdict::NotApplicable,
                _ => Verdict::Match,
            },
        })
        .collect();
    order.decisions = vec![DecisionRecord {
        token: "t1".into(),
        round: 1,
        version: 1,
        status: Status::AwaitingSupplement,
        staff: "hubei-p2".into(),
        staff_name: "陈刚".into(),
        decided_at: at("16T15:02"),
        held_until: at("16T15:03"),
        taken_back_at: None,
        outcomes: vec![ItemOutcome { item: 1, outcome: Outcome::Supplement, reasons: vec!["F01".into()] }],
        verdicts,
        catalogue_version: "2026-1".into(),
        letter_generated: "请补充材料".into(),
        letter: "请补充材料".into(),
    }];
    order
}

/// With a degree and a transcript of someone else.
pub(super) fn two_items() -> OrderFile {
    let mut order = first_round();
    let mut second = item();
    second.item = 2;
    second.service = Service::Transcript;
    second.certificate = Certificate {
        holder: "王磊".into(),
        id_no: "420106199501012313".into(),
        school: "华中科技大学".into(),
        number: None,
        school_province: None,
        category: None,
        level: None,
        enrolled_on: None,
        graduated_on: None,
        major: None,
        duration: None,
        conclusion: None,
        remark: None,
        ..certificate()
    };
    second.attachments =
        vec![file(2, 1, 0, AttachmentKind::IdCard, "id.jpg"), file(2, 1, 1, AttachmentKind::Other, "成绩单第1页.png")];
    order.items.push(second);
    order
}

pub(super) fn claim() -> Claim {
    Claim { institution: "hubei".into(), order_no: OrderNo::parse(ORDER).unwrap(), token: "c1".into(), until: at("16T14:47") }
}

pub(super) fn opened(file: OrderFile) -> Opened {
    Opened { claim: Some(claim()), file, draft: None, findings: Vec::new() }
}

pub(super) fn audit(seq: i64, actor: &str, action: &str) -> AuditEntry {
    AuditEntry {
        institution: "hubei".into(),
        subject: ORDER.into(),
        seq,
        at: at("16T14:35"),
        actor: actor.into(),
        action: action.into(),
        detail: "{}".into(),
        prev_hash: String::new(),
        hash: String::new(),
    }
}

/// A desk with an order open.
pub(super) struct Desk {
    pub(super) model: Model,
    pub(super) now: Millis,
    ids: u32,
}

impl Desk {
    pub(super) fn new(opened: Opened) -> Self {
        Self::with(opened, None)
    }

    pub(super) fn with(opened: Opened, held_by: Option<Holder>) -> Self {
        Self::of((160, 45), Lang::Zh, opened, held_by)
    }

    pub(super) fn english(opened: Opened) -> Self {
        Self::of((160, 45), Lang::En, opened, None)
    }

    /// In a window of this size from the first moment.
    pub(super) fn sized(size: (u16, u16), opened: Opened) -> Self {
        Self::of(size, Lang::Zh, opened, None)
    }

    fn of(size: (u16, u16), lang: Lang, opened: Opened, held_by: Option<Holder>) -> Self {
        let mut common = Common::new(lang, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
        common.requirements = Arc::new(Requirements::from_toml(requirement::DEFAULT).unwrap());
        common.reveal_reasons = vec!["核对证件号码".into(), "申请人来电核实".into()];
        common.held_reasons = vec!["回复申请人咨询".into(), "同事请求协助".into()];
        common.size = size;
        common.institution = "hubei".into();
        common.institutions = vec![Institution {
            code: "hubei".into(),
            name: "湖北省高校毕业生就业指导中心".into(),
            short_name: "湖北".into(),
            province_code: Some("42".into()),
        }];
        common.actor = Some(Actor {
            login: "hubei-p1".into(),
            name: "张敏".into(),
            role: Role::Proofreader,
            institution: Some("hubei".into()),
        });
        let mut model = Model::new(common, "hubei-p1");
        model.order = Some(Box::new(Proofread::open(opened, held_by, &mut model.common)));
        Self { model, now: at("16T14:32"), ids: 0 }
    }

    pub(super) fn order(&self) -> &Proofread {
        self.model.order.as_ref().expect("an order is open")
    }

    pub(super) fn send(&mut self, msg: Msg) -> Vec<Effect> {
        let ids = (0..4)
            .map(|_| {
                self.ids += 1;
                format!("id-{}", self.ids)
            })
            .rev()
            .collect();
        update(&mut self.model, msg, &mut Env { now: self.now, ids })
    }

    /// Presses keys, written as the table of keys writes them.
    pub(super) fn keys(&mut self, keys: &str) -> Vec<Effect> {
        keys.split_whitespace()
            .flat_map(|key| self.send(Msg::Key(Key::parse(key).unwrap_or_else(|| panic!("no key: {key}")))))
            .collect()
    }

    pub(super) fn done(&mut self, ticket: Ticket, reply: Reply) -> Vec<Effect> {
        self.send(Msg::Done(ticket, reply))
    }

    pub(super) fn notice(&self) -> &str {
        self.model.notice.as_ref().map_or("", |(notice, _)| notice.text.as_str())
    }

    /// What is on a screen of this size.
    pub(super) fn screen(&mut self, columns: u16, rows: u16) -> String {
        self.send(Msg::Resized(columns, rows));
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| self.model.view(frame, self.now)).unwrap();
        text_of(terminal.backend().buffer())
    }
}

/// The newest draft among effects.
pub(super) fn draft(effects: &[Effect]) -> Option<(Ticket, Draft)> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveDraft { ticket, draft, .. } => Some((*ticket, draft.clone())),
        _ => None,
    })
}

/// The ticket of the one reload among effects.
pub(super) fn reload(effects: &[Effect]) -> Option<Ticket> {
    effects.iter().find_map(|effect| match effect {
        Effect::Reload { ticket, .. } => Some(*ticket),
        _ => None,
    })
}

/// The ticket of the newest picture asked for, with its file.
pub(super) fn picture(effects: &[Effect]) -> Option<(Ticket, String)> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Picture { ticket, request } => {
            assert_eq!(ticket.slot, Slot::Picture);
            Some((*ticket, request.sight.sha256.clone()))
        }
        _ => None,
    })
}

//! Every use case of the store in which somebody acts, as every role, from every institution, on both engines: what the table of the
//! domain says is what happens. A use case that the table or this file lacks fails the test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::Days;
use jiaodui::domain::calendar::Calendar;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::listing::{LookOutcome, ends_on};
use jiaodui::domain::look::Looked;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::postpone::Term;
use jiaodui::domain::queue_view::QueueView;
use jiaodui::domain::report::{Days as ReportDays, ReportFormat, ReportName};
use jiaodui::domain::sampling::Rate;
use jiaodui::domain::staff::{Actor, Needs, Role, USE_CASES};
use jiaodui::domain::status::Status;
use jiaodui::store::records::{
    Applied, Claim, Claimed, Connected, Decided, EnquiryDone, Evidence, FeedAct, HappenedQuery, Intervened, Listing, Look,
    NewDecision, NewExport, NewReply, NewView, Notification, Passing, Proposal, Replied, ReplyTakenBack, ReportEnd,
    ReportRequest, SampleDone, SampleDrawn, SampleLook, SamplePlan, SecondLook, TakenBack,
};
use jiaodui::store::{CLAIM_MS, Store, StoreError};

use jiaodui::password::{Password, verifier};

use super::fixture::{Engine, Fixture};
use crate::support::fixtures::{FIRST_MOMENT, actor, decision, draft, event, holder, id_no, staff, token, verdicts};

/// Use cases in the traits of the store in which somebody acts.
fn in_the_traits() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        // Methods of a trait end with a semicolon; those of an implementation have a body.
        let text = fs::read_to_string(&path).unwrap();
        for method in text.split("async fn ").skip(1) {
            let end = method.find([';', '{']).unwrap_or(0);
            let (signature, rest) = method.split_at(end);
            if rest.starts_with(';') && signature.contains("actor: &Actor") {
                found.insert(signature.chars().take_while(|one| one.is_alphanumeric() || *one == '_').collect());
            }
        }
    }
    assert!(found.contains("decide") && found.contains("add_member"), "{found:?}");
    found
}

#[test]
fn every_use_case_has_its_permission() {
    let listed: BTreeSet<String> = USE_CASES.iter().filter_map(|(name, _)| name.split('.').next()).map(str::to_owned).collect();
    let traits = in_the_traits();
    let missing: Vec<_> = traits.difference(&listed).collect();
    assert!(missing.is_empty(), "add to USE_CASES in src/domain/staff.rs, and to tests/it/store/permissions.rs: {missing:?}");
    let gone: Vec<_> = listed.difference(&traits).collect();
    assert!(gone.is_empty(), "USE_CASES in src/domain/staff.rs names what no trait has: {gone:?}");
}

/// Where somebody stands who acts on what is 湖北's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Here,
    Elsewhere,
    Everywhere,
    Disabled,
}

/// What a use case answered to somebody.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    /// It was done.
    Done,
    /// It did nothing, and said so in its own way.
    Nothing,
    Refused,
    NotFound,
}

/// The answer of the table.
fn expected(needs: Needs, role: Role, from: From) -> Came {
    match (needs, from) {
        (Needs::May(_), From::Elsewhere) => Came::NotFound,
        (Needs::Belonging, From::Elsewhere) => Came::Nothing,
        (Needs::May(_) | Needs::Oneself, From::Disabled) => Came::Refused,
        (Needs::May(permission), _) if !role.may(permission) => Came::Refused,
        _ => Came::Done,
    }
}

fn report() -> ReportRequest {
    ReportRequest {
        report: token(),
        institution: "hubei".to_owned(),
        name: ReportName::Daily,
        days: ReportDays::ALL,
        format: ReportFormat::Csv,
        full: None,
        shown: None,
    }
}

fn tells() -> Notification {
    Notification { message_id: token(), title: "申请单".into(), body: "您的申请单有变动。".into(), hold_ms: 0 }
}

fn came<T>(answer: Result<T, StoreError>, done: impl FnOnce(&T) -> bool) -> Came {
    match answer {
        Ok(answer) if done(&answer) => Came::Done,
        Ok(_) => Came::Nothing,
        Err(StoreError::Refused(_)) => Came::Refused,
        Err(StoreError::NotFound(_)) => Came::NotFound,
        Err(other) => panic!("{other}"),
    }
}

/// Somebody who has prepared as a supervisor of 湖北 what they now do as who they have become.
struct Trial<'a> {
    f: &'a Fixture,
    /// Theirs.
    store: Arc<dyn Store>,
    n: u32,
    before: Actor,
    now: Actor,
    from: From,
}

impl Trial<'_> {
    async fn order(&self) -> OrderNo {
        self.f.submit("hubei", self.n).await
    }

    /// An order of theirs.
    async fn claim(&self) -> Claim {
        let number = self.order().await;
        self.claim_of(&number).await
    }

    async fn claim_of(&self, number: &OrderNo) -> Claim {
        match self.f.store.claim(&self.before, "hubei", number, &token(), CLAIM_MS).await.unwrap() {
            Claimed::Yours(claim) => claim,
            other => panic!("{other:?}"),
        }
    }

    async fn decision(&self) -> NewDecision {
        let made = decision(&self.claim().await, 1, &[Outcome::Approve]);
        self.f.done(&self.before, &made).await;
        made
    }

    /// A listing that somebody else proposes, or that is in force.
    async fn proposal(&self) -> String {
        let number = self.order().await;
        let mut made = decision(&self.f.claim("zhangmin", &number).await, 1, &[Outcome::Reject]);
        made.hold_ms = 0;
        let evidence = Evidence { attachments: vec!["a".repeat(64)], reasons: vec!["R11".to_owned()] };
        made.proposes = vec![Proposal { listing: token(), item: 1, reason: "材料系伪造".to_owned(), evidence }];
        self.f.done(&actor("zhangmin"), &made).await;
        made.proposes[0].listing.clone()
    }

    async fn listing(&self) -> String {
        let (listing, today) = (token(), self.f.store.activity("hubei", None, 1).await.unwrap().1.day());
        let taken_over = Listing {
            institution: "hubei".to_owned(),
            listing: listing.clone(),
            id_no: id_no(self.n),
            name: holder(self.n),
            effective_on: today,
            ends_on: ends_on(today),
            reason: "提交伪造的毕业证书。".to_owned(),
        };
        self.f.store.put_listings(&[taken_over]).await.unwrap();
        listing
    }

    /// An applicant's question to 湖北.
    async fn enquiry(&self) -> String {
        let number = format!("q-{}", self.n);
        let asked = FeedAct::Enquiry {
            enquiry_no: number.clone(),
            account: "chsi-0001".to_owned(),
            institution: "hubei".to_owned(),
            order_no: None,
            subject: "还要多久".to_owned(),
            body: "请问还要多久？".to_owned(),
        };
        let event = event(&format!("e-{number}"), FIRST_MOMENT, asked);
        assert_eq!(self.f.store.apply(&event).await.unwrap(), Applied::Done);
        number
    }

    fn answer(&self, enquiry_no: &str) -> NewReply {
        NewReply {
            institution: "hubei".to_owned(),
            enquiry_no: enquiry_no.to_owned(),
            token: token(),
            message_id: token(),
            seen_post: 1,
            title: "答复".to_owned(),
            body: "您好，三个工作日内。".to_owned(),
            hold_ms: 60_000,
        }
    }

    /// A period with one decision of a colleague's in it.
    async fn plan(&self) -> SamplePlan {
        let number = self.order().await;
        self.f.decide("zhangmin", &number, &[Outcome::Approve], 0).await;
        let from = self.f.file("hubei", &number).await.decisions[0].decided_at;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let until = self.f.store.activity("hubei", None, 1).await.unwrap().1;
        SamplePlan { sample: token(), from, until, rate: Rate::per_mille(1000).unwrap() }
    }

    /// A sample of that.
    async fn sample(&self) -> String {
        let plan = self.plan().await;
        assert_eq!(self.f.store.draw_sample(&self.before, "hubei", &plan).await.unwrap(), SampleDrawn::Done(1));
        plan.sample
    }

    async fn in_three_days(&self) -> Term {
        let today = self.f.store.activity("hubei", None, 1).await.unwrap().1.day();
        Term::new(today.checked_add_days(Days::new(3)).unwrap(), &Calendar::default())
    }

    /// A view of their own or, made by them as the supervisor they were, the institution's.
    async fn view(&self, shared: bool) -> NewView {
        let view = self.new_view(shared);
        self.f.store.save_view(&self.before, "hubei", &view).await.unwrap();
        view
    }

    fn new_view(&self, shared: bool) -> NewView {
        NewView { view: token(), shared, name: format!("视图{}", self.n), body: QueueView::default() }
    }

    /// Somebody of 湖北 on whom an admin acts.
    async fn colleague(&self) -> String {
        let login = format!("kollege{}", self.n);
        self.f.store.add_staff("console", &staff(&login, "同事", Role::Proofreader, Some("hubei"))).await.unwrap();
        login
    }

    /// From here on they are who they have become: the row of the database and what the desk believes agree.
    async fn becomes(&self) {
        let institution = self.now.institution.as_ref().map_or("NULL".to_owned(), |code| format!("'{code}'"));
        let disabled = if self.from == From::Disabled { "1" } else { "NULL" };
        let (role, login) = (self.now.role.code(), &self.now.login);
        let change = format!(
            "UPDATE staff SET role = '{role}', institution = {institution}, disabled_at = {disabled} WHERE login = '{login}'"
        );
        self.f.raw().await.run(&change).await.unwrap();
    }

    /// Prepares a use case, becomes who tries it, and tries it.
    async fn of(&self, name: &str) -> Came {
        let (store, now) = (&self.store, &self.now);
        match name {
            "claim_next" => {
                self.order().await;
                self.becomes().await;
                came(store.claim_next(now, "hubei", &token(), CLAIM_MS).await, Option::is_some)
            }
            "claim" => {
                let number = self.order().await;
                self.becomes().await;
                came(store.claim(now, "hubei", &number, &token(), CLAIM_MS).await, |got| matches!(got, Claimed::Yours(_)))
            }
            "release" => {
                let claim = self.claim().await;
                self.becomes().await;
                came(store.release(now, &claim).await, |done| *done)
            }
            "skip" => {
                let claim = self.claim().await;
                self.becomes().await;
                came(store.skip(now, &claim, "不熟悉").await, |done| *done)
            }
            "postpone" => {
                let claim = self.claim().await;
                let term = self.in_three_days().await;
                self.becomes().await;
                came(store.postpone(now, &claim, term, "等电话").await, |done| *done)
            }
            "resume" => {
                let claim = self.claim().await;
                let term = self.in_three_days().await;
                assert!(store.postpone(&self.before, &claim, term, "等电话").await.unwrap());
                self.becomes().await;
                let resumed = store.resume(now, "hubei", &claim.order_no, "来电了", &token(), CLAIM_MS).await;
                came(resumed, |got| matches!(got, Claimed::Yours(_)))
            }
            "decide" => {
                let made = decision(&self.claim().await, 1, &[Outcome::Approve]);
                self.becomes().await;
                came(store.decide(now, &made).await, |got| matches!(got, Decided::Done { .. }))
            }
            "take_back" => {
                let made = self.decision().await;
                self.becomes().await;
                came(store.take_back(now, &made.token, &token(), CLAIM_MS).await, |got| matches!(got, TakenBack::Done(_)))
            }
            "takeable" => {
                let made = self.decision().await;
                self.becomes().await;
                came(store.takeable(now, "hubei").await, |got| got.as_ref().is_some_and(|(found, _)| *found == made.token))
            }
            "keep_turn" => {
                let number = self.order().await;
                let file = self.f.file("hubei", &number).await.items[0].attachments[0].file.sha256.clone();
                self.becomes().await;
                came(store.keep_turn(now, "hubei", &number, &file, 1).await, |()| true)
            }
            "save_draft" => {
                let number = self.order().await;
                self.becomes().await;
                came(store.save_draft(now, "hubei", &number, &draft(1)).await, |()| true)
            }
            "look_again" => {
                let listing = self.proposal().await;
                self.becomes().await;
                let look = SecondLook { outcome: LookOutcome::Confirm, reason: "属实".to_owned(), verdicts: verdicts() };
                came(store.look_again(now, "hubei", &listing, &look).await, |got| {
                    *got == jiaodui::store::records::ListingDone::Done
                })
            }
            "withdraw_listing" => {
                let listing = self.listing().await;
                self.becomes().await;
                came(store.withdraw_listing(now, "hubei", &listing, "申诉成立").await, |got| {
                    *got == jiaodui::store::records::ListingDone::Done
                })
            }
            "add_looks" => {
                let number = self.order().await;
                self.becomes().await;
                let look = Look { institution: "hubei".into(), order_no: number.clone(), what: Looked::Open, reason: None };
                let written = store.add_looks(now, &[look]).await;
                let count = store.looks("hubei", &number).await.unwrap();
                came(written, |()| count == 1)
            }
            "record_export" => {
                let number = self.order().await;
                self.becomes().await;
                let export = NewExport {
                    institution: "hubei".to_owned(),
                    audit_seq: self.f.file("hubei", &number).await.audit_seq,
                    order_no: number,
                    full: false,
                    attachments: false,
                    reason: String::new(),
                    sha256: "ab".repeat(32),
                };
                came(store.record_export(now, &export).await, Option::is_some)
            }
            "begin_report" => {
                self.becomes().await;
                came(store.begin_report(now, &report()).await, |_| true)
            }
            "end_report" => {
                let report = report();
                store.begin_report(&self.before, &report).await.unwrap();
                self.becomes().await;
                let end = ReportEnd::Made { rows: 1, bytes: 10, sha256: "ab".repeat(32) };
                came(store.end_report(now, "hubei", &report.report, &end).await, |()| true)
            }
            "dashboard" => {
                self.becomes().await;
                came(store.dashboard(now, "hubei", (&Calendar::default(), 20)).await, |seen| seen.now.is_some())
            }
            "happened" => {
                let number = self.order().await;
                self.becomes().await;
                let query = HappenedQuery {
                    institution: "hubei".to_owned(),
                    passing: Passing::Arrived,
                    staff: None,
                    since: jiaodui::domain::time::Millis(0),
                    until: jiaodui::domain::time::Millis(i64::MAX),
                    limit: 10,
                };
                came(store.happened(now, &query).await, |list| list.rows.iter().any(|row| row.order_no == number))
            }
            "force_release" => {
                let number = self.order().await;
                self.f.claim("zhangmin", &number).await;
                self.becomes().await;
                came(store.force_release(now, "hubei", &number, "请假").await, |got| *got == Intervened::Done)
            }
            "reassign" => {
                let number = self.order().await;
                self.becomes().await;
                let given = store.reassign(now, "hubei", &number, "zhangmin", "熟悉此类", &Calendar::default()).await;
                came(given, |got| *got == Intervened::Done)
            }
            "reopen" => {
                let number = self.order().await;
                self.f.decide("zhangmin", &number, &[Outcome::Approve], 0).await;
                self.becomes().await;
                came(store.reopen(now, "hubei", &number, "有误", &tells()).await, |got| *got == Intervened::Done)
            }
            "reject_unanswered" => {
                let number = self.order().await;
                self.f.decide("zhangmin", &number, &[Outcome::Supplement], 0).await;
                self.becomes().await;
                let rejected =
                    store.reject_unanswered(now, "hubei", &number, "未补充", &tells(), (&Calendar::default(), 0)).await;
                came(rejected, |got| *got == Intervened::Done)
            }
            "reply" => {
                let enquiry = self.enquiry().await;
                self.becomes().await;
                came(store.reply(now, &self.answer(&enquiry)).await, |got| matches!(got, Replied::Done { .. }))
            }
            "take_reply_back" => {
                let enquiry = self.enquiry().await;
                let answer = self.answer(&enquiry);
                assert!(matches!(store.reply(&self.before, &answer).await.unwrap(), Replied::Done { .. }));
                self.becomes().await;
                let taken = store.take_reply_back(now, "hubei", &enquiry, &answer.token).await;
                came(taken, |got| *got == ReplyTakenBack::Done)
            }
            "hand_enquiry_over" => {
                let enquiry = self.enquiry().await;
                self.becomes().await;
                let handed = store.hand_enquiry_over(now, "hubei", &enquiry, "liuzhuguan", "请定").await;
                came(handed, |got| *got == EnquiryDone::Done)
            }
            "close_enquiry" => {
                let enquiry = self.enquiry().await;
                self.becomes().await;
                came(store.close_enquiry(now, "hubei", &enquiry, 1).await, |got| *got == EnquiryDone::Done)
            }
            "reopen_enquiry" => {
                let enquiry = self.enquiry().await;
                assert_eq!(store.close_enquiry(&self.before, "hubei", &enquiry, 1).await.unwrap(), EnquiryDone::Done);
                self.becomes().await;
                came(store.reopen_enquiry(now, "hubei", &enquiry).await, |got| *got == EnquiryDone::Done)
            }
            "mark_enquiry_read" => {
                let enquiry = self.enquiry().await;
                self.becomes().await;
                came(store.mark_enquiry_read(now, "hubei", &enquiry, 1).await, |()| true)
            }
            "save_enquiry_draft" => {
                let enquiry = self.enquiry().await;
                self.becomes().await;
                came(store.save_enquiry_draft(now, "hubei", &enquiry, "您好").await, |()| true)
            }
            "keep_enquiry_presence" => {
                let enquiry = self.enquiry().await;
                self.becomes().await;
                came(store.keep_enquiry_presence(now, "hubei", &enquiry, Some(1000)).await, |()| true)
            }
            "draw_sample" => {
                let plan = self.plan().await;
                self.becomes().await;
                came(store.draw_sample(now, "hubei", &plan).await, |got| *got == SampleDrawn::Done(1))
            }
            "sample_next" => {
                let sample = self.sample().await;
                self.becomes().await;
                came(store.sample_next(now, "hubei", &sample).await, Option::is_some)
            }
            "conclude_sample_look" => {
                let sample = self.sample().await;
                let place = store.sample_next(&self.before, "hubei", &sample).await.unwrap().unwrap().place;
                self.becomes().await;
                let look = SampleLook { outcome: Status::Accepted, remark: String::new(), verdicts: verdicts() };
                let done = store.conclude_sample_look(now, "hubei", &sample, place, &look).await;
                came(done, |got| matches!(got, SampleDone::Done { .. }))
            }
            "views" => {
                let view = self.view(false).await;
                self.becomes().await;
                came(store.views(now, "hubei").await, |views| views.iter().any(|one| one.view == view.view))
            }
            "save_view" | "save_view.shared" => {
                let view = self.new_view(name.ends_with(".shared"));
                self.becomes().await;
                came(store.save_view(now, "hubei", &view).await, |()| true)
            }
            "delete_view" | "delete_view.shared" => {
                let view = self.view(name.ends_with(".shared")).await;
                self.becomes().await;
                came(store.delete_view(now, "hubei", &view.view).await, |()| true)
            }
            "move_view" | "move_view.shared" => {
                let view = self.view(name.ends_with(".shared")).await;
                self.becomes().await;
                came(store.move_view(now, "hubei", &view.view, true).await, |()| true)
            }
            "add_member" => {
                self.becomes().await;
                let member = staff(&format!("neu{}", self.n), "新来", Role::Clerk, Some("hubei"));
                came(store.add_member(now, &member, None).await, |()| true)
            }
            "disable_member" => {
                let login = self.colleague().await;
                self.becomes().await;
                came(store.disable_member(now, &login).await, |()| true)
            }
            "enable_member" => {
                let login = self.colleague().await;
                self.becomes().await;
                came(store.enable_member(now, &login).await, |()| true)
            }
            "set_role" => {
                let login = self.colleague().await;
                self.becomes().await;
                came(store.set_role(now, &login, Role::Clerk).await, |()| true)
            }
            "set_password" => {
                let login = self.colleague().await;
                self.becomes().await;
                came(store.set_password(now, &login, "$argon2id$x", None).await, |()| true)
            }
            "unlock_member" => {
                let login = self.colleague().await;
                self.becomes().await;
                came(store.unlock_member(now, &login).await, |()| true)
            }
            "change_password" => {
                self.becomes().await;
                came(store.change_password(now, "$argon2id$x", None).await, |()| true)
            }
            other => panic!("add {other} to this file: how is it prepared, and when is it done?"),
        }
    }
}

pub(super) async fn everyone_may_what_the_table_says(f: Fixture) {
    let wrong = wrong(&f, None).await;
    assert!(wrong.is_empty(), "on {:?}:\n{}", f.engine, wrong.join("\n"));
}

/// Likewise where each of them is connected as themselves, so that row-level security holds as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everyone_may_what_the_table_says_under_their_own_login() {
    let f = Fixture::new(Engine::Postgres).await;
    f.raw().await.run("SELECT secure_desk()").await.unwrap();
    let wrong = wrong(&f, Some(&f.url.replace("postgres@", ""))).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What did not come as the table says. `personal`: where everybody signs in by themselves.
async fn wrong(f: &Fixture, personal: Option<&str>) -> Vec<String> {
    const PASSWORD: &str = "everybody's-own-1";
    let verifier = verifier(&Password::new(PASSWORD.to_owned()));
    let mut n = 0;
    let mut wrong = Vec::new();
    for (name, needs) in USE_CASES {
        for role in Role::ALL.iter().copied() {
            for from in [From::Here, From::Elsewhere, From::Everywhere, From::Disabled] {
                // Under their own login: every role at home, and one of them away from it.
                if personal.is_some() && from != From::Here && role != Role::Supervisor {
                    continue;
                }
                n += 1;
                let login = format!("versuch{n}");
                let before = staff(&login, "某人", Role::Supervisor, Some("hubei"));
                f.store.add_staff("console", &before).await.unwrap();
                let before = Actor { login, name: before.name, role: before.role, institution: before.institution };
                let institution = match from {
                    From::Here | From::Disabled => Some("hubei".to_owned()),
                    From::Elsewhere => Some("zhejiang".to_owned()),
                    From::Everywhere => None,
                };
                let now = Actor { role, institution, ..before.clone() };
                let store = match personal {
                    None => Arc::clone(&f.store),
                    Some(url) => {
                        let kept = Some(verifier.as_str());
                        f.store.set_password(&Actor::operator(), &before.login, "-", kept).await.unwrap();
                        let store = jiaodui::store::open(url).await.unwrap();
                        assert!(matches!(store.connect_as(&before.login, PASSWORD).await.unwrap(), Connected::As(_)));
                        store
                    }
                };
                let trial = Trial { f, store, n, before, now, from };
                let came = trial.of(name).await;
                let expected = expected(*needs, role, from);
                let right = match personal {
                    None => came == expected,
                    // Who has left the institution sees nothing of it any more, not even what they held; that ends without them.
                    Some(_) if expected == Came::Done && matches!(from, From::Elsewhere | From::Disabled) => true,
                    Some(_) => (came == Came::Done) == (expected == Came::Done),
                };
                if personal.is_some() {
                    trial.store.close().await;
                }
                if !right {
                    wrong.push(format!("{name} as {} from {from:?}: {came:?}, the table says {expected:?}", role.code()));
                }
            }
        }
    }
    assert!(n > 300, "{n}");
    wrong
}

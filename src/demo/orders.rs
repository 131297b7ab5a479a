//! Orders: who applies for what, where, when, and with which files.
//!
//! Order number i is made of dice of its own, so a seed gives the same orders whatever is drawn or stored meanwhile; only
//! reconsiderations look back at what came before.

use std::collections::VecDeque;

use chrono::Datelike;
use pinyin::ToPinyin;

use super::data::Tables;
use super::fate::{self, Desk, OnDesk, Step};
use super::paper::{self, Paper, Picture};
use super::person::Person;
use super::plan::Plan;
use super::plant::{self, Donor, Plant, Planted};
use super::rng::Rng;
use super::slip::{self, Flaw};
use super::staff::PROOFREADERS;
use super::study::{self, Study};
use crate::domain::calendar::{self, Calendar};
use crate::domain::letter::{LetterItem, LetterOrder};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{
    Applicant, COPY_PRICE_FEN, Identity, IdentityMethod, Invoice, Nature, NewItem, NewOrder, OrderKind, Payment, PaymentState,
    Service, summary,
};
use crate::domain::reason::Catalogue;
use crate::domain::status::Status;
use crate::domain::time::{CHINA_OFFSET_SECONDS, Millis};
use crate::store::records::{Institution, LoadedStep};

/// Most orders lie this far back at most.
const SPAN_MS: i64 = 6 * 24 * 3_600_000;
/// The others, which have long been decided and are what the charts of the last weeks are made of, so far.
const WEEKS_MS: i64 = 32 * 24 * 3_600_000;
/// How many of a hundred those are.
const EARLY_SHARE: i128 = 22;
/// And the newest was made this long ago.
const NEWEST_MS: i64 = 12 * 60_000;

/// Institutions of the demonstration and how many of a hundred orders go to each.
const SHARES: &[(&str, u64)] = &[
    ("hubei", 46),
    ("henan", 10),
    ("guangdong", 9),
    ("jiangsu", 8),
    ("zhejiang", 7),
    ("hunan", 6),
    ("anhui", 5),
    ("shanghai", 4),
    ("beijing", 3),
    ("national", 2),
];

const FREE_PURPOSES: &[&str] = &["继续教育", "继续教育", "继续教育-专升本"];
const PAID_PURPOSES: &[&str] = &["就业", "出国留学", "职业资格考试", "人事备案", "其他"];
const REMARKS: &[&str] = &[
    "学校已更名，请以证书为准。",
    "名字中有生僻字，请核对。",
    "请尽快办理，月底前需要提交。",
    "证书上的出生日期与身份证不一致，已附户口簿。",
    "曾用名与现用名为同一人。",
    "毕业证书为补办的毕业证明书。",
    "联系电话白天不便接听，请发消息。",
    "就读于分校，分校名称见备注。",
];

/// A rejected order that may be contested.
#[derive(Debug, Clone)]
struct Ended {
    at: Millis,
    order: NewOrder,
    items: Vec<OnDesk>,
    /// Everyone who decided it, round by round.
    deciders: Vec<String>,
}

/// An order's dice after their first throws, and what these decided.
struct Beginning {
    rng: Rng,
    made: Millis,
    order_no: OrderNo,
    submitted: Millis,
    contests: bool,
}

/// The moment an order number says it was made at.
pub(super) fn made_of(order_no: &OrderNo) -> Option<Millis> {
    let (moment, _) = order_no.as_str().split_at_checked(14)?;
    let moment = chrono::NaiveDateTime::parse_from_str(moment, "%Y%m%d%H%M%S").ok()?;
    Some(Millis(moment.and_utc().timestamp_millis() - i64::from(CHINA_OFFSET_SECONDS) * 1000))
}

/// What all items of an order have in common.
#[derive(Debug, Clone, Copy)]
struct Sitting {
    free: bool,
    made: Millis,
    submitted: Millis,
}

/// Makes the orders of a seed, one after the other.
pub(super) struct Orders {
    pub(super) tables: Tables,
    catalogue: Catalogue,
    institutions: Vec<Institution>,
    calendar: Calendar,
    pub(super) seed: u64,
    count: u64,
    now: Millis,
    next: u64,
    ended: VecDeque<Ended>,
    donors: VecDeque<Donor>,
}

impl Orders {
    /// `now` is rounded down to seconds: it is part of what decides the orders.
    pub(super) fn new(seed: u64, count: u64, now: Millis, institutions: &[Institution], catalogue: Catalogue) -> Self {
        Self {
            tables: Tables::read(),
            catalogue,
            institutions: institutions.to_vec(),
            calendar: Calendar::from_toml(calendar::DEFAULT).unwrap_or_default(),
            seed,
            count,
            now: Millis(now.0 / 1000 * 1000),
            next: 0,
            ended: VecDeque::new(),
            donors: VecDeque::new(),
        }
    }

    /// When the order with this index was made: evenly over each of the two stretches, so that no two share second and suffix.
    fn made_at(&self, index: u64) -> Millis {
        let count = i128::from(self.count);
        let early = count * EARLY_SHARE / 100;
        let (from, until, place, places) = match i128::from(index) {
            index if index < early => (WEEKS_MS, SPAN_MS, index, early),
            index => (SPAN_MS, NEWEST_MS, index - early, count - early),
        };
        let offset = i128::from(from - until) * place / places.max(1);
        let moment = self.now.0 - from + i64::try_from(offset).unwrap_or_default();
        Millis(moment / 1000 * 1000)
    }

    pub(super) fn institution(&self, rng: &mut Rng) -> Option<Institution> {
        let there = |code: &str| self.institutions.iter().find(|one| one.code == code);
        let shares: Vec<(&Institution, u64)> = SHARES.iter().filter_map(|(code, share)| Some((there(code)?, *share))).collect();
        let mut at = rng.below(shares.iter().map(|(_, share)| share).sum());
        for (institution, share) in shares {
            if at < share {
                return Some(institution.clone());
            }
            at -= share;
        }
        self.institutions.first().cloned()
    }

    /// The order with this index up to where its dice ask what came before.
    fn beginning(&self, index: u64) -> Option<Beginning> {
        let mut rng = Rng::fork(self.seed, index);
        let made = self.made_at(index);
        let order_no = OrderNo::parse(&format!("{}{:02}", made.in_china().format("%Y%m%d%H%M%S"), index * 37 % 100)).ok()?;
        let submitted = made.plus(rng.between(90, 660) * 1000);
        let contests = rng.chance(2, 100);
        Some(Beginning { rng, made, order_no, submitted, contests })
    }

    /// The order with this number as it was when it came, and what truly was behind it, made anew from the dice. Not for a
    /// reconsideration: its dice looked back.
    pub(super) fn recall(&self, order_no: &OrderNo) -> Option<(NewOrder, Vec<OnDesk>)> {
        // Order numbers follow one another in time as the indexes do; seconds are whole, so it may be the one beside.
        let made = made_of(order_no)?;
        let (mut about, mut beyond) = (0, self.count);
        while about < beyond {
            let middle = about.midpoint(beyond);
            if self.made_at(middle) < made { about = middle + 1 } else { beyond = middle }
        }
        (about.saturating_sub(1)..=about + 1).filter(|index| *index < self.count).find_map(|index| {
            let mut beginning = self.beginning(index).filter(|beginning| beginning.order_no == *order_no)?;
            let institution = self.institution(&mut beginning.rng)?;
            self.fresh(&mut beginning.rng, order_no, index, beginning.made, beginning.submitted, institution)
        })
    }

    fn plan(&mut self, index: u64) -> Option<Plan> {
        let Beginning { mut rng, made, order_no, submitted, contests } = self.beginning(index)?;
        let contested = if contests { self.contested(made) } else { None };
        let kept_from = contested.as_ref().map(|ended| ended.deciders.clone()).unwrap_or_default();
        let (mut order, mut items) = match contested {
            Some(ended) => self.reconsideration(&mut rng, &order_no, made, submitted, ended),
            None => {
                let institution = self.institution(&mut rng)?;
                self.fresh(&mut rng, &order_no, index, made, submitted, institution)?
            }
        };
        order.submitted_at = submitted;
        let papers = items.iter().map(|item| item.papers.clone()).collect();
        let flaws = items.iter().map(|item| item.flaws.clone()).collect();
        let letter = self.letter_order(&order);
        let desk = Desk {
            tables: &self.tables,
            catalogue: &self.catalogue,
            letter: &letter,
            institution: &order.institution,
            kept_from: &kept_from,
            calendar: &self.calendar,
            now: self.now,
        };
        let first = items.clone();
        let (history, status) = fate::history(&mut rng, &desk, submitted, &mut items);
        if status == Status::Rejected
            && let Some(Step::Decision(LoadedStep::Decision { at, .. })) = history.last()
        {
            let mut deciders: Vec<String> = history
                .iter()
                .filter_map(|step| match step {
                    Step::Decision(LoadedStep::Decision { staff, .. }) => Some(staff.clone()),
                    _ => None,
                })
                .collect();
            deciders.sort_unstable();
            deciders.dedup();
            self.ended.push_back(Ended { at: *at, order: order.clone(), items: first.clone(), deciders });
            if self.ended.len() > 200 {
                self.ended.pop_front();
            }
        }
        let mut plan = Plan { order, papers, history, status, flaws, planted: None, today: self.now.day() };
        if status == Status::AwaitingProofreading && plan.history.is_empty() && plan.order.kind == OrderKind::New {
            self.plant(index, &mut plan, &first);
        }
        Some(plan)
    }

    /// Plants a fault on an order that has just come, or remembers it as one to take from.
    fn plant(&mut self, index: u64, plan: &mut Plan, items: &[OnDesk]) {
        // Dice of its own: what is planted changes nothing else.
        let mut rng = Rng::fork(self.seed ^ 0x0F1A_17ED, index);
        let is_degree = |item: &OnDesk| item.service == Service::Degree && item.flaws.is_empty();
        let planted = match plant::chosen(&mut rng).filter(|_| items.first().is_some_and(is_degree)) {
            None => None,
            Some(Plant::Listed) => Some(Planted::listed()),
            Some(what) => self.donor(&mut rng, what, items).and_then(|donor| self.take_from(&mut rng, what, &donor, plan, items)),
        };
        if planted.is_none() {
            let short_name = self.institutions.iter().find(|one| one.code == plan.order.institution);
            let short_name = short_name.map(|one| one.short_name.as_str()).unwrap_or_default();
            self.donors.extend(Donor::of(&plan.order, short_name, items));
            if self.donors.len() > 40 {
                self.donors.pop_front();
            }
        }
        plan.planted = planted;
    }

    /// For a certificate somebody of about the same age: another could not have studied then.
    fn donor(&self, rng: &mut Rng, what: Plant, items: &[OnDesk]) -> Option<Donor> {
        if what == Plant::Certificate {
            let born = items.first()?.person.birth.year();
            return self.donors.iter().min_by_key(|donor| (donor.item.person.birth.year() - born).abs()).cloned();
        }
        self.donors.get(rng.below(self.donors.len() as u64) as usize).cloned()
    }

    fn take_from(&self, rng: &mut Rng, what: Plant, donor: &Donor, plan: &mut Plan, items: &[OnDesk]) -> Option<Planted> {
        let (person, study) = (&items.first()?.person, &donor.item.study);
        if person.name.full == donor.item.person.name.full {
            return None;
        }
        let (papers, item) = (plan.papers.first_mut()?, plan.order.items.first_mut()?);
        if what != Plant::Certificate {
            return Planted::picture(what, donor, &plan.order.institution, papers);
        }
        if (person.birth.year() - donor.item.person.birth.year()).abs() > 4 {
            return None;
        }
        item.certificate = slip::faithful(person, study, &self.tables.province(&study.province_code), true);
        let diploma = papers.iter_mut().find(|paper| matches!(paper.picture, Picture::Diploma(_)))?;
        *diploma = paper::diploma(rng, &self.tables, person, study, None);
        Some(Planted::certificate(donor, &plan.order.institution))
    }

    fn letter_order(&self, order: &NewOrder) -> LetterOrder {
        let name = self.institutions.iter().find(|one| one.code == order.institution).map(|one| one.name.clone());
        LetterOrder {
            order_no: order.order_no.clone(),
            institution: name.unwrap_or_default(),
            items: (1u32..)
                .zip(&order.items)
                .map(|(item, one)| LetterItem {
                    item,
                    service: one.service,
                    summary: summary(&one.certificate.holder, &one.certificate.school, one.certificate.level.as_deref()),
                })
                .collect(),
        }
    }

    /// The oldest rejected order that had ended by then; each is contested once at most.
    fn contested(&mut self, by: Millis) -> Option<Ended> {
        let place = self
            .ended
            .iter()
            .position(|one| one.at < by && one.order.kind == OrderKind::New && one.deciders.len() < PROOFREADERS)?;
        self.ended.remove(place)
    }

    fn reconsideration(
        &self,
        rng: &mut Rng,
        order_no: &OrderNo,
        made: Millis,
        submitted: Millis,
        ended: Ended,
    ) -> (NewOrder, Vec<OnDesk>) {
        let mut order = ended.order;
        order.kind = OrderKind::Reconsideration;
        order.reconsiders = Some(std::mem::replace(&mut order.order_no, order_no.clone()));
        order.consented_at = made.plus(-60_000);
        order.remark = "对校对结果有异议，申请复议。".to_owned();
        if order.payment.paid_at.is_some() {
            order.payment.paid_at = Some(submitted.plus(-30_000));
        }
        for item in &mut order.items {
            if item.identity.verified_at.is_some() {
                item.identity.verified_at = Some(submitted.plus(-rng.between(40, 80) * 1000));
            }
        }
        (order, ended.items)
    }

    /// An order that contests nothing, and what truly is behind it.
    pub(super) fn fresh(
        &self,
        rng: &mut Rng,
        order_no: &OrderNo,
        index: u64,
        made: Millis,
        submitted: Millis,
        institution: Institution,
    ) -> Option<(NewOrder, Vec<OnDesk>)> {
        let province = institution
            .province_code
            .clone()
            .unwrap_or_else(|| rng.pick(&["11", "61", "22", "51"]).copied().unwrap_or("11").to_owned());
        let unit = rng.chance(3, 100);
        let first = self.holder(rng, index, &province)?;
        let mut subjects = vec![first.clone()];
        if unit {
            // A unit applies for several of its people.
            for extra in 1..=rng.below(3) {
                subjects.push(self.holder(rng, index + extra * 1_000_003, &province)?);
            }
        } else if rng.chance(7, 100) {
            // One more certificate of the same person, a later one.
            let (person, study) = &first;
            let year = (study.graduated.year() + rng.between(2, 5) as i32).min(2025);
            let later = Study::ended(rng, &self.tables, year, &province, index + 500_009)?;
            subjects.push((person.clone(), later));
        }
        let services: Vec<Service> = subjects.iter().map(|_| service(rng)).collect();
        let free = rng.chance(74, 100);
        let purpose = if free {
            let college = first.1.course.level == "专科";
            FREE_PURPOSES.get(if college { 2 } else { 0 }).copied().unwrap_or("继续教育")
        } else {
            rng.pick(PAID_PURPOSES).copied().unwrap_or("其他")
        };
        let mut items = Vec::new();
        let mut desk_items = Vec::new();
        for ((person, study), service) in subjects.iter().zip(services) {
            let (item, on_desk) = self.item(rng, service, person, study, Sitting { free, made, submitted });
            items.push(item);
            desk_items.push(on_desk);
        }
        let payment = if free {
            Payment { state: PaymentState::Free, paid_at: None }
        } else {
            Payment { state: PaymentState::Paid, paid_at: Some(submitted.plus(-rng.between(10, 60) * 1000)) }
        };
        let person = &first.0;
        let invoice = (!free && rng.chance(1, 6)).then(|| Invoice {
            title: unit_name(&institution.short_name),
            tax_no: format!("91{province}0100MA{:08}", rng.below(100_000_000)),
        });
        let order = NewOrder {
            order_no: order_no.clone(),
            kind: OrderKind::New,
            reconsiders: None,
            account: format!("chsi-{:06x}", Rng::fork(self.seed ^ 0xACC0, index).below(1 << 24)),
            purpose: purpose.to_owned(),
            consented_at: made.plus(-rng.between(60, 900) * 1000),
            submitted_at: submitted,
            applicant: Applicant {
                nature: if unit { Nature::Unit } else { Nature::Individual },
                name: if unit { unit_name(&institution.short_name) } else { person.name.full.clone() },
                location: self.tables.province(&province),
                mobile: person.mobile.clone(),
                email: email(&person.name.full, index),
            },
            institution: institution.code,
            remark: if rng.chance(1, 8) { rng.pick(REMARKS).copied().unwrap_or("").to_owned() } else { String::new() },
            payment,
            invoice,
            items,
            findings: Vec::new(),
        };
        Some((order, desk_items))
    }

    /// Somebody with a certificate, mostly of the province.
    fn holder(&self, rng: &mut Rng, serial: u64, province: &str) -> Option<(Person, Study)> {
        let year = study::year_of_graduation(rng);
        let at = if rng.chance(85, 100) { province } else { "" };
        let study = Study::ended(rng, &self.tables, year, at, serial)?;
        let older = if study.course.category == "普通" { rng.between(18, 20) } else { rng.between(21, 34) };
        let person = Person::born(rng, &self.tables, study.enrolled.year() - older as i32, province);
        Some((person, study))
    }

    fn item(&self, rng: &mut Rng, service: Service, person: &Person, study: &Study, sitting: Sitting) -> (NewItem, OnDesk) {
        let Sitting { free, made, submitted } = sitting;
        let is_degree = service == Service::Degree;
        let province = self.tables.province(&study.province_code);
        let mut certificate = slip::faithful(person, study, &province, is_degree);
        if matches!(service, Service::Gaokao | Service::Huikao) {
            certificate.school = format!(
                "{}第{}中学",
                self.tables.region(rng, &study.province_code).1,
                if rng.chance(1, 2) { "一" } else { "二" }
            );
        }
        let mut flaws = Vec::new();
        match rng.below(100) {
            0..14 if is_degree => flaws.extend(slip::mistype(rng, &mut certificate, person, study)),
            14..23 if is_degree => flaws.push(Flaw::PoorDiploma(slip::poor_condition(rng))),
            23..25 => flaws.push(Flaw::PoorCard(slip::poor_condition(rng))),
            25..29 => flaws.push(Flaw::NoBack),
            29 if is_degree => {
                flaws.extend(slip::mistype(rng, &mut certificate, person, study));
                flaws.push(Flaw::PoorDiploma(slip::poor_condition(rng)));
            }
            _ => {}
        }
        let offline = rng.chance(8, 100);
        let papers = self.papers(rng, service, person, study, &flaws, offline);
        let identity = if offline {
            Identity { method: IdentityMethod::Offline, verified_at: None }
        } else {
            let span = submitted.since(made) / 2000;
            Identity { method: IdentityMethod::Online, verified_at: Some(submitted.plus(-rng.between(5, span.max(6)) * 1000)) }
        };
        let (copies_zh, copies_en) = match (free, rng.below(10)) {
            (_, 0) => (2, 0),
            (false, 1..4) => (1, 1),
            (false, 4) => (0, 1),
            _ => (1, 0),
        };
        let item = NewItem {
            service,
            copies_zh,
            copies_en,
            unit_price_fen: if free { 0 } else { COPY_PRICE_FEN },
            identity,
            certificate: certificate.clone(),
            attachments: Vec::new(),
        };
        (item, OnDesk { service, person: person.clone(), study: study.clone(), certificate, flaws, papers })
    }

    fn papers(
        &self,
        rng: &mut Rng,
        service: Service,
        person: &Person,
        study: &Study,
        flaws: &[Flaw],
        offline: bool,
    ) -> Vec<Paper> {
        let poor_diploma = flaws.iter().find_map(|flaw| if let Flaw::PoorDiploma(how) = flaw { Some(*how) } else { None });
        let poor_card = flaws.iter().find_map(|flaw| if let Flaw::PoorCard(how) = flaw { Some(*how) } else { None });
        let mut papers = Vec::new();
        if service == Service::Degree {
            papers.push(paper::diploma(rng, &self.tables, person, study, poor_diploma));
        }
        papers.extend(paper::card(rng, person, poor_card, !flaws.contains(&Flaw::NoBack)));
        if service == Service::Degree {
            if study.graduated.year() <= 1990 {
                papers.push(paper::register(rng, person, study));
            }
        } else {
            papers.push(paper::marks(rng, &self.tables, service, person, study));
        }
        if offline {
            papers.push(paper::held(rng, person));
        }
        papers
    }
}

impl Iterator for Orders {
    type Item = Plan;

    fn next(&mut self) -> Option<Plan> {
        if self.next >= self.count {
            return None;
        }
        let index = self.next;
        self.next += 1;
        self.plan(index)
    }
}

fn service(rng: &mut Rng) -> Service {
    match rng.below(100) {
        0..86 => Service::Degree,
        86..93 => Service::Transcript,
        93..97 => Service::Gaokao,
        _ => Service::Huikao,
    }
}

fn unit_name(place: &str) -> String {
    format!("{place}样本人力资源服务有限公司")
}

/// `liwen12@example.com`: a domain that is nobody's (RFC 2606).
fn email(name: &str, index: u64) -> String {
    let latin: String = name.to_pinyin().flatten().map(|syllable| syllable.plain().replace('ü', "v")).collect();
    let latin: String = latin.chars().filter(char::is_ascii_lowercase).take(24).collect();
    format!("{latin}{}@example.com", index % 1000)
}

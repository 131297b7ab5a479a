//! A supervisor's morning, told in keys, on both engines: what waits, what is oldest, who has it; stepping in; yesterday's numbers.

use chrono::Days;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::postpone::start_of;
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::records::{LoadedOrder, LoadedStep};

use crate::intake::{order_no, submit};
use crate::stories::{Centre, Engine, hold};
use crate::support::desk::Setting;
use crate::support::fixtures::{order, outcomes, verdicts};

/// Two orders that came yesterday at ten; one of them was accepted an hour later. The accepted one's number.
async fn yesterday(centre: &Centre) -> OrderNo {
    let store = centre.store();
    let now = store.activity("hubei", None, 0).await.unwrap().1;
    let ten = start_of(now.day().checked_sub_days(Days::new(1)).unwrap()).plus(10 * 3_600_000);
    let came = |n: u32, at: Millis| {
        let mut order = order("hubei", n);
        order.submitted_at = at;
        order
    };
    let decided = LoadedStep::Decision {
        staff: "chengang".into(),
        claimed_at: ten.plus(3_300_000),
        at: ten.plus(3_600_000),
        outcomes: outcomes(&[Outcome::Approve]),
        verdicts: verdicts(),
        catalogue_version: "2020-10".into(),
        title: "结果".into(),
        letter: "校对通过".into(),
        delivered: true,
    };
    let batch = [
        LoadedOrder { order: came(51, ten), history: vec![decided] },
        LoadedOrder { order: came(52, ten.plus(60_000)), history: vec![] },
    ];
    store.load_orders(&batch).await.unwrap();
    batch[0].order.order_no.clone()
}

async fn a_supervisors_morning(engine: Engine) {
    let centre = Centre::new(engine).await;
    for n in 1..=3 {
        centre.receives(&submit(n)).await;
    }
    let accepted = yesterday(&centre).await;
    let zhang = centre.sits_down("zhangmin", &Setting::default()).await;
    zhang.presses("n").sees("证书信息").presses("Space Space").sees("已判 2/12").sees("已保存");
    let chen = centre.sits_down("chengang", &Setting::default()).await;

    // What waits: three for years, one since yesterday; what is oldest, and who has it.
    let liu = centre.sits_down("liuzhuguan", &hold(0)).await;
    liu.presses("3").sees("待校对 已等工作日").sees("到达与决定").sees("正在校对").sees("最早的待校对");
    liu.waits_for("four orders in their bands", |screen| {
        let has = |band: &str, n: &str| screen.lines().any(|line| line.contains(band) && line.contains(n));
        has("10 天以上", "  3  ") && has("待校对   ", "  4  ")
    });
    liu.presses("Tab Tab Tab").sees("> 最早的待校对");
    liu.waits_for("the oldest, and its proofreader", |screen| {
        screen.lines().any(|line| line.contains(&format!("> {}", order_no(1))) && line.contains("张敏"))
    });

    // Looked at, it stays with whoever has it.
    liu.presses("Enter").sees("他人正在校对").types("看看进度").presses("Enter");
    liu.sees("证书信息").sees("张敏 正在校对").presses("Esc").sees("最早的待校对");
    assert_eq!(centre.actions(1).await, ["submit", "claim"]);

    // It is taken from her, with a reason; her desk says by whom and why, and keeps what she did.
    liu.presses("x").sees("张敏 正在校对；其草稿保留").types("已下班").presses("Enter").sees("再按一次 Enter").sees("张敏 持有");
    liu.presses("Enter").sees("已结束").sees("现在没有人持有申请单");
    zhang.sees("刘主管 结束了领取（已下班）").sees("内容保留为草稿");
    let number = OrderNo::parse(&order_no(1)).unwrap();
    let kept = centre.store().draft("hubei", &number, "zhangmin").await.unwrap().expect("her draft");
    assert_eq!(kept.verdicts.len(), 2);
    assert_eq!(centre.actions(1).await, ["submit", "claim", "force_release"]);
    // A verdict more is not taken, and says why.
    zhang.presses("1").sees("已判 2/12");

    // Another is given to somebody, who is told and gets it first, though older ones wait.
    liu.presses("j j").waits_for("the third", |screen| screen.lines().any(|line| line.contains(&format!("> {}", order_no(3)))));
    liu.presses("m").sees("chengang").waits_for("the list", |screen| screen.contains("> 刘主管"));
    liu.presses("Down").waits_for("the next one", |screen| !screen.contains("> 刘主管"));
    while !liu.screen().contains("> 陈刚") {
        let before = liu.screen();
        liu.presses("Down").waits_for("the next one", |screen| screen != before);
    }
    liu.types("急件").presses("Enter").sees("指派给 陈刚").presses("Enter").sees("已把");
    chen.sees("指派给您：急件").presses("n").sees("证书信息").sees(&order_no(3));

    // Yesterday's numbers: the day before today's in the chart, and by person.
    liu.presses("BackTab").sees("> 到达与决定").presses("j").sees("到达 2（再次提交 0）").sees("决定 1： 通过 1 不通过 0 补充 0");
    liu.waits_for("who decided yesterday", |screen| {
        // Today, yesterday, seven days; five minutes from claim to decision.
        let wanted = ["陈刚", "0", "1", "1", "5:00", "0"];
        screen.lines().any(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.windows(wanted.len()).any(|window| window == wanted)
        })
    });

    // What was accepted yesterday stands behind the number of that day, and is opened again; the applicant is told.
    liu.presses("l Enter").sees(" 1 条").sees(accepted.as_str()).presses("Esc").sees("> 最近的决定").sees(accepted.as_str());
    liu.presses("o").sees("将回到待校对原来的位置").types("复查印章").presses("Enter").sees("再按一次").presses("Enter");
    liu.sees("已重新打开").sees("校对通过 > 待校对");
    assert_eq!(centre.store().progress(&accepted).await.unwrap().unwrap().status, Status::AwaitingProofreading);
    let told = centre.outbox_of(1).await;
    assert_eq!(told[0].kind, "reopened");
    assert!(told[0].body.contains(accepted.as_str()) && !told[0].body.contains("复查印章"), "{}", told[0].body);
    for desk in [liu, chen, zhang] {
        desk.quits().await;
    }
}

async fn a_small_window_shows_one_pane_at_a_time(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let zhang = centre.sits_down("zhangmin", &Setting { size: (80, 24), ..Setting::default() }).await;
    // Anybody may look; stepping in is for supervisors, and from an open order it is the same.
    zhang.presses("3").sees("[总数]").sees("待校对 1").presses("Tab Tab Tab").sees("[最早]").sees(&order_no(1));
    zhang.presses("x").sees("只有主管可以这样做").presses("Esc").sees("取下一件");
    let liu = centre.sits_down("liuzhuguan", &Setting { size: (80, 24), ..Setting::default() }).await;
    zhang.presses("n").sees("证书信息");
    liu.presses("Enter").sees("他人正在校对").types("看看进度").presses("Enter");
    liu.sees("张敏 正在校对（").presses("X").sees("其草稿保留").types("换人").presses("Enter").sees("再按一次");
    liu.presses("Enter").sees("已结束");
    zhang.sees("刘主管 结束了领取（换人）");
    for desk in [liu, zhang] {
        desk.quits().await;
    }
}

macro_rules! both {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $story() {
                    super::$story(super::Engine::Sqlite).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $story() {
                    super::$story(super::Engine::Postgres).await;
                }
            )+
        }
    };
}

both!(a_supervisors_morning, a_small_window_shows_one_pane_at_a_time);

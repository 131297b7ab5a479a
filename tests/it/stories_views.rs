//! The queue filtered and its views, told in keys: the whole desk without a terminal over a real store, on both engines.

use jiaodui::domain::staff::Role;
use serde_json::{Value, json};

use crate::intake::{order_no, set, submit};
use crate::stories::{Centre, Engine, Member};
use crate::support::desk::Setting;

const STAFF: [Member; 2] = [("zhangmin", "张敏", Role::Proofreader), ("liuzhuguan", "刘主管", Role::Supervisor)];

fn sized(size: (u16, u16)) -> Setting {
    Setting { size, ..Setting::default() }
}

fn of_school(n: u32, school: &str) -> Value {
    set(submit(n), "/order/items/0/certificate/school", json!(school))
}

/// Whether the box of views says of a view that so many orders are in it.
fn counts(screen: &str, name: &str, n: &str) -> bool {
    screen.lines().any(|line| line.replace(' ', "").contains(&format!("{name}自己{n}待校对")))
}

async fn a_filter_is_kept_as_a_view(engine: Engine) {
    let centre = Centre::of(engine, &STAFF).await;
    centre.receives(&submit(1)).await;
    centre.receives(&of_school(2, "重庆大学")).await;
    centre.receives(&submit(3)).await;
    let desk = centre.sits_down("zhangmin", &sized((160, 45))).await;
    desk.sees(&order_no(1)).sees(&order_no(2)).sees(&order_no(3));

    // The school is the fifth field.
    desk.presses("f").sees("学历类别").sees("符合 3 件").presses("Tab Tab Tab Tab").types("重庆").sees("符合 1 件");
    desk.presses("Ctrl-S").sees("重庆.. 最早在前  1/1").sees(&order_no(2)).sees_no(&order_no(1));
    desk.presses("V")
        .sees("满3个工作日")
        .presses("s")
        .sees("名称")
        .types("重庆大学")
        .presses("Enter")
        .sees("已保存视图 重庆大学");
    desk.waits_for("the view with its count", |screen| counts(screen, "重庆大学", "1"));

    // The count follows what comes while one looks.
    centre.receives(&of_school(4, "重庆大学")).await;
    desk.waits_for("the new count", |screen| counts(screen, "重庆大学", "2"));
    desk.presses("Esc").sees("列表可能有更新").sees_no(&order_no(4)).presses("F5").sees(&order_no(4));
    desk.presses("F").sees(&order_no(1));
    desk.presses("5").sees("重庆大学 最早在前  1/2").sees_no(&order_no(1)).sees(&order_no(4));
    desk.presses("s").sees("重庆.. 最新在前").presses("F").sees(&order_no(3));

    // What a supervisor keeps for the institution is there for everyone, at once.
    let chief = centre.sits_down("liuzhuguan", &sized((80, 24))).await;
    desk.presses("V").sees("内置").sees_no("新到的");
    chief.presses("s").sees("最新在前").presses("V s").sees("Tab 改为全机构").presses("Tab").types("新到的").presses("Enter");
    chief.sees("已保存视图 新到的");
    desk.sees("新到的").presses("6").sees("新到的 最新在前  1/4").sees(&order_no(1));

    // It is not a proofreader's to change; one's own is, and it is gone for good.
    desk.presses("V j d").sees("机构的视图由主管修改").presses("k d").sees("再按一次 d").presses("d").sees("已删除视图 重庆大学");
    desk.sees_no("自己").presses("Esc");
    desk.quits().await;
    chief.quits().await;
    let again = centre.sits_down("zhangmin", &sized((80, 24))).await;
    again.presses("V").sees("新到的").sees_no("重庆大学").presses("5").sees("新到的 最新在前  1/4");
    again.quits().await;
}

mod sqlite {
    #[tokio::test(flavor = "multi_thread")]
    async fn a_filter_is_kept_as_a_view() {
        super::a_filter_is_kept_as_a_view(super::Engine::Sqlite).await;
    }
}

mod postgres {
    #[tokio::test(flavor = "multi_thread")]
    async fn a_filter_is_kept_as_a_view() {
        super::a_filter_is_kept_as_a_view(super::Engine::Postgres).await;
    }
}

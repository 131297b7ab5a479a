//! A supervisor takes yesterday's numbers out of the desk, told in keys.

use std::fs;
use std::path::PathBuf;

use chrono::Days;
use jiaodui::domain::staff::Role;
use jiaodui::password::{self, Password};
use jiaodui::store;
use jiaodui::store::records::StaffRecord;

use crate::intake::{World, submit};
use crate::support::cluster;
use crate::support::desk::{Desk, Setting};

const PASSWORD: &str = "打开校对台-1234";

struct Centre {
    world: World,
}

impl Centre {
    async fn new(url: Option<String>) -> Self {
        let world = match url {
            None => World::new().await,
            Some(url) => World::on(&url).await,
        };
        let password_hash = password::hash(&Password::new(PASSWORD.into())).unwrap();
        for (login, name, role) in [("zhangmin", "张敏", Role::Proofreader), ("liuzhuguan", "刘主管", Role::Supervisor)] {
            let institution = Some("hubei".to_owned());
            let password_hash = password_hash.clone();
            let member =
                StaffRecord { login: login.into(), name: name.into(), role, institution, password_hash, disabled: false };
            world.store.add_staff("test", &member).await.unwrap();
        }
        for n in 1..=3 {
            assert_eq!(world.one(&submit(n)).await, "accepted");
        }
        Self { world }
    }

    async fn sits_down(&self, login: &str, size: (u16, u16)) -> Desk {
        let store = store::open(&self.world.url).await.unwrap();
        let attachments = self.world.dir().join("attachments");
        let desk = Desk::open(store, &attachments, login, PASSWORD, &Setting { size, ..Setting::default() });
        desk.sees("取下一件");
        desk
    }

    fn exported(&self) -> Vec<PathBuf> {
        let found = fs::read_dir(self.world.dir().join("exports")).into_iter().flatten();
        let mut files: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }
}

async fn a_supervisor_takes_yesterdays_numbers_out(url: Option<String>) {
    let centre = Centre::new(url).await;
    let today = centre.world.store.activity("hubei", None, 1).await.unwrap().1.day();
    let desk = centre.sits_down("liuzhuguan", (160, 45)).await;
    // The list as it is shown, then the day's work as text.
    desk.presses("X").sees("当前列表").presses("Enter").sees("导出完成").sees("SHA-256").presses("Esc").sees_no("导出完成");
    desk.presses("X").sees("当前列表").presses("Right").sees("每日工作").presses("Down Left").sees("CSV");
    let from = today.checked_sub_days(Days::new(1)).unwrap().to_string();
    desk.presses("Down").types(&from).presses("Down").types("today").presses("Enter").sees("导出完成").sees("每日工作  1 行");
    desk.presses("Enter").sees_no("导出完成");
    let files = centre.exported();
    assert_eq!(files.len(), 2, "{files:?}");
    let (daily, list) = (&files[0], &files[1]);
    assert!(daily.to_string_lossy().ends_with(".csv") && list.to_string_lossy().ends_with(".xlsx"), "{files:?}");
    let text = fs::read_to_string(daily).unwrap();
    assert!(text.contains(&format!("{today},全部,,3,0,0,")), "{text}");
    desk.quits().await;
    // Both are in the trail, with the hashes of the files.
    let trail = centre.world.store.activity("hubei", Some(jiaodui::domain::time::Millis(0)), 100).await.unwrap().0;
    let ended: Vec<_> = trail.iter().filter(|entry| entry.subject.starts_with("report:") && entry.action == "export").collect();
    assert_eq!(ended.len(), 2);
    assert!(ended.iter().all(|entry| entry.actor == "liuzhuguan" && entry.detail.contains("\"rows\":")));

    let zhang = centre.sits_down("zhangmin", (80, 24)).await;
    zhang.presses("X").sees("您的角色不能这样做").sees_no("当前列表");
    zhang.quits().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_supervisor_takes_yesterdays_numbers_out_of_sqlite() {
    a_supervisor_takes_yesterdays_numbers_out(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_supervisor_takes_yesterdays_numbers_out_of_postgres() {
    a_supervisor_takes_yesterdays_numbers_out(Some(cluster::fresh_database().await)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_form_fits_a_small_terminal() {
    let centre = Centre::new(None).await;
    let desk = centre.sits_down("liuzhuguan", (80, 24)).await;
    desk.presses("X").sees("当前列表").presses("Down Down Down Down Right").sees("完整").presses("Down").types("司法协查");
    desk.sees("司法协查");
    let screen = desk.screen();
    for part in ["报表", "格式", "XLSX（Excel 工作簿）", "自", "至", "号码", "理由", "Esc 关闭"] {
        assert!(screen.replace(' ', "").contains(&part.replace(' ', "")), "{part} in\n{screen}");
    }
    desk.quits().await;
}

//! One desk, several people, each with a login of the server's: what one began is done as they, and who is let in no longer is told so and
//! loses nothing.

use std::path::PathBuf;
use std::time::Duration;

use jiaodui::domain::staff::Actor;
use jiaodui::password::{self, Password};

use super::centre::{Centre, PASSWORD};
use crate::support::desk::{Desk, Setting};
use crate::support::fixtures::{actor, order_no};

/// A desk of 张敏 with 湖北's oldest order in front of her.
async fn at_work(centre: &Centre, folder: &tempfile::TempDir) -> Desk {
    let store = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    let attachments: PathBuf = folder.path().join("attachments");
    let desk = Desk::open(store, &attachments, "zhangmin", PASSWORD, &Setting::default());
    desk.sees("取下一件").presses("n").sees("已判 0/");
    desk
}

impl Centre {
    /// How many verdicts of 张敏 are kept for her order.
    async fn verdicts(&self) -> usize {
        self.store.draft("hubei", &order_no(1), "zhangmin").await.unwrap().map_or(0, |draft| draft.verdicts.len())
    }

    /// Who has her order.
    async fn holder(&self) -> Option<String> {
        self.store.order_file("hubei", &order_no(1)).await.unwrap().unwrap().claim.map(|holder| holder.login)
    }

    async fn comes_to_verdicts(&self, wanted: usize) {
        for _ in 0..200 {
            if self.verdicts().await == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} verdicts are kept, not {wanted}", self.verdicts().await);
    }

    /// Ends the sessions of a member of staff, as a restart of the server would.
    async fn cut(&self, login: &str) {
        let user = format!("{login}@{}", self.database);
        self.run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}'")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_began_is_done_as_they_when_another_takes_the_desk_over() {
    let centre = Centre::new().await;
    let folder = tempfile::tempdir().unwrap();
    let desk = at_work(&centre, &folder).await;
    // The verdict is still on its way when the screen is locked, and 陈刚 signs in at once.
    desk.presses("2 Ctrl-X").waits_for("the lock", |screen| screen.replace(' ', "").contains("已锁定"));
    desk.presses("Up Ctrl-U").types("chengang").presses("Tab").types(PASSWORD).presses("Enter");
    desk.sees("陈刚").sees("取下一件");

    centre.comes_to_verdicts(1).await;
    // Her order goes back and her look is written down: on its way, as the draft was.
    let mut patience = 200;
    let timeline = loop {
        let timeline = centre.store.timeline("hubei", &order_no(1)).await.unwrap().unwrap();
        let has_looked = timeline.looks.iter().any(|look| look.by.login == "zhangmin");
        if has_looked && centre.holder().await.is_none() {
            break timeline;
        }
        patience -= 1;
        assert!(patience > 0, "still hers, or no look of hers: {:?}", timeline.looks);
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let acts: Vec<(&str, &str)> =
        timeline.trail.iter().map(|row| (row.entry.actor.as_str(), row.entry.action.as_str())).collect();
    assert_eq!(acts[1..], [("zhangmin", "claim"), ("zhangmin", "release")]);

    // What he does is his.
    desk.presses("n").sees("已判 0/");
    assert_eq!(centre.holder().await.as_deref(), Some("chengang"));
    desk.quits().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_changed_elsewhere_locks_the_desk_and_the_new_one_leads_back() {
    let centre = Centre::new().await;
    let folder = tempfile::tempdir().unwrap();
    let desk = at_work(&centre, &folder).await;
    desk.presses("2");
    centre.comes_to_verdicts(1).await;

    let new = Password::new("another-password-of-zhangmin".to_owned());
    let (hash, verifier) = (password::hash(&new).unwrap(), password::verifier(&new));
    centre.store.set_password(&Actor::operator(), "zhangmin", &hash, Some(&verifier)).await.unwrap();
    centre.cut("zhangmin").await;
    // What is typed between that and the next look is kept, too.
    desk.presses("j 3").sees("服务器不再接受您的账号");
    assert!(!desk.screen().contains("持有至"), "{}", desk.screen());
    desk.types(PASSWORD).presses("Enter").sees("不正确");
    desk.types("another-password-of-zhangmin").presses("Enter").sees("持有至");
    centre.comes_to_verdicts(2).await;
    desk.presses("j 1").sees_no("连接中断");
    centre.comes_to_verdicts(3).await;
    desk.quits().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_disabled_is_told_that_and_another_one_can_sit_down() {
    let centre = Centre::new().await;
    let folder = tempfile::tempdir().unwrap();
    let desk = at_work(&centre, &folder).await;
    centre.store.disable_member(&actor("guanli"), "zhangmin").await.unwrap();
    desk.sees("已停用");
    assert!(!desk.screen().contains("持有至"), "{}", desk.screen());
    let locked = desk.screen().replace(' ', "").contains("已锁定");
    if locked {
        desk.types(PASSWORD).presses("Enter").sees("不正确");
        desk.presses("Up Ctrl-U").types("chengang").presses("Tab");
    } else {
        desk.presses("Ctrl-U").types("chengang").presses("Enter");
    }
    desk.types(PASSWORD).presses("Enter").sees("陈刚").sees("取下一件");
    desk.presses("n").sees("已判 0/");
    desk.quits().await;
}

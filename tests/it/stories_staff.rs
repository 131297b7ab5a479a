//! Who sits at the desk, told in keys over a real store on both engines: the screen locks and opens again at the same field, another one
//! takes over, a number and a colleague's order are looked at for a reason, a password changes, failures lock a login; and the
//! subcommands that manage staff.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::{Actor, MOST_FAILURES, Role};
use jiaodui::password::{self, Password};
use jiaodui::store::records::StaffRecord;
use jiaodui::store::{self, Store};
use serde_json::Value;

use crate::intake::{World, order_no, submit};
use crate::support::cluster;
use crate::support::desk::{Desk, Setting};

const PASSWORD: &str = "打开校对台-1234";
const NUMBER: &str = "420106198002290012";

struct Centre {
    world: World,
    attachments: PathBuf,
}

#[derive(Clone, Copy)]
enum Engine {
    Sqlite,
    Postgres,
}

fn actor(login: &str, role: Role) -> Actor {
    Actor { login: login.into(), name: login.into(), role, institution: Some("hubei".into()) }
}

impl Centre {
    async fn new(engine: Engine) -> Self {
        let world = match engine {
            Engine::Sqlite => World::new().await,
            Engine::Postgres => World::on(&cluster::fresh_database().await).await,
        };
        let password_hash = password::hash(&Password::new(PASSWORD.into())).unwrap();
        for (login, name, role) in [
            ("zhangmin", "张敏", Role::Proofreader),
            ("chengang", "陈刚", Role::Proofreader),
            ("liuzhuguan", "刘主管", Role::Supervisor),
            ("guanli", "管理员", Role::Admin),
        ] {
            let (login, name, institution) = (login.into(), name.into(), Some("hubei".into()));
            let member = StaffRecord { login, name, role, institution, password_hash: password_hash.clone(), disabled: false };
            world.store.add_staff("test", &member).await.unwrap();
        }
        let attachments = world.dir().join("attachments");
        let centre = Self { world, attachments };
        for n in 1..=2 {
            assert_eq!(centre.world.one(&submit(n)).await, "accepted");
        }
        centre
    }

    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.world.store)
    }

    async fn sits_down(&self, login: &str, setting: &Setting) -> Desk {
        let store = store::open(&self.world.url).await.unwrap();
        let desk = Desk::open(store, &self.attachments, login, PASSWORD, setting);
        desk.sees("取下一件");
        desk
    }

    async fn holder(&self, n: u32) -> Option<String> {
        let number = OrderNo::parse(&order_no(n)).unwrap();
        let file = self.store().order_file("hubei", &number).await.unwrap().unwrap();
        file.claim.map(|holder| holder.login)
    }

    /// Waits until so many attempts of 张敏 have failed.
    async fn failed(&self, wanted: u32) {
        for _ in 0..500 {
            let known = self.store().sign_in_failures().await.unwrap();
            if known.iter().any(|one| one.login == "zhangmin" && one.failures == wanted) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{:?}", self.store().sign_in_failures().await);
    }

    async fn looks(&self, n: u32) -> u64 {
        self.store().looks("hubei", &OrderNo::parse(&order_no(n)).unwrap()).await.unwrap()
    }

    async fn draft_of(&self, login: &str, n: u32) -> Option<String> {
        let number = OrderNo::parse(&order_no(n)).unwrap();
        self.store().draft("hubei", &number, login).await.unwrap().map(|draft| draft.note)
    }
}

async fn the_screen_locks_and_opens_where_one_was(engine: Engine) {
    let centre = Centre::new(engine).await;
    let setting = Setting { idle_lock_ms: 1_500, ..Setting::default() };
    let desk = centre.sits_down("zhangmin", &setting).await;
    desk.sees(&order_no(1)).presses("n").sees("证书信息").presses("Space Space e").types("印章看不清").sees("印章看不清");
    // Nobody presses a key: it is covered, whatever one was typing.
    desk.sees("已锁定").sees_no("武汉大学").sees_no(&order_no(1)).sees_no("印章");
    assert_eq!(centre.draft_of("zhangmin", 1).await.as_deref(), Some("印章看不清"));
    desk.presses("q q a Space").presses("Enter");
    centre.failed(1).await;
    desk.sees("不正确").sees("已锁定").types("falsch-falsch").presses("Enter");
    centre.failed(2).await;
    desk.sees("不正确");
    desk.types(PASSWORD).presses("Enter").sees("2 次登录失败").sees("印章看不清").sees("已判 2/12");
    // The caret is where it was.
    desk.types("，请看").sees("印章看不清，请看").presses("Esc").presses("Space").sees("已判 3/12");
    assert_eq!(centre.holder(1).await.as_deref(), Some("zhangmin"));

    // Another one takes over: the first one's order goes back, with their draft.
    desk.presses("Ctrl-X").sees("已锁定").presses("Up Ctrl-U").types("chengang").presses("Tab").types(PASSWORD).presses("Enter");
    desk.sees("陈刚 校对员").sees("取下一件").sees_no("已锁定");
    for _ in 0..200 {
        if centre.holder(1).await.is_none() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(centre.holder(1).await, None);
    let trail = centre.store().audit("hubei", &order_no(1), 0).await.unwrap();
    let released = trail.iter().find(|row| row.action == "release").expect("it went back");
    assert_eq!(released.actor, "zhangmin");
    desk.presses("n").sees("证书信息").sees("已判 0/12");
    assert_eq!(centre.holder(1).await.as_deref(), Some("chengang"));
    desk.quits().await;
    assert_eq!(centre.holder(1).await, None);
}

async fn a_look_has_its_reason(engine: Engine) {
    let centre = Centre::new(engine).await;
    let first = centre.sits_down("zhangmin", &Setting::default()).await;
    first.sees(&order_no(1)).presses("n").sees("证书信息").sees_no(NUMBER);
    first.presses("v").sees("请说明理由").sees_no(NUMBER).presses("Enter").sees(NUMBER);
    // A colleague opens what she holds: to read, and for a reason.
    let second = centre.sits_down("chengang", &Setting { size: (80, 24), ..Setting::default() }).await;
    second.sees(&order_no(1)).sees("张敏").presses("Enter").sees("他人正在校对").sees_no("证书信息");
    let before = centre.looks(1).await;
    second.presses("Esc").sees_no("请说明理由").presses("Enter").sees("请说明理由").types("主任来电").presses("Enter");
    second.sees("证书信息").sees("只能查看");
    assert_eq!(centre.holder(1).await.as_deref(), Some("zhangmin"));
    second.quits().await;
    first.quits().await;
    assert_eq!(before, 0, "a look is written a moment later, and none before one says why");
    assert_eq!(centre.looks(1).await, 3, "opened, revealed, and read by a colleague");
}

async fn a_password_changes_and_failures_lock_it(engine: Engine) {
    let centre = Centre::new(engine).await;
    let supervisor = centre.sits_down("liuzhuguan", &Setting::default()).await;
    let desk = centre.sits_down("zhangmin", &Setting::default()).await;
    let fresh = "崭新的密码-2026";
    desk.presses("F12").sees("修改密码").types("falsch-falsch").presses("Enter").types(fresh).presses("Enter").types(fresh);
    desk.presses("Enter").sees("原密码不正确");
    desk.types(PASSWORD).presses("Enter").types(fresh).presses("Enter").types(fresh).presses("Enter").sees("密码已修改");
    desk.presses("Ctrl-X").sees("已锁定").types(fresh).presses("Enter").sees("已解锁");
    // Somebody guesses at it: the supervisor is told, the desk that is open works on.
    for _ in 0..MOST_FAILURES {
        let tried = jiaodui::sign_in::sign_in(&*centre.store(), "zhangmin", Password::new(PASSWORD.into())).await.unwrap();
        assert_eq!(tried, jiaodui::sign_in::SignedIn::Refused);
    }
    supervisor.sees("zhangmin 连续 5 次登录失败");
    desk.presses("n").sees("证书信息").presses("Space").sees("已判 1/12");
    centre.store().unlock_member(&actor("liuzhuguan", Role::Supervisor), "zhangmin").await.unwrap();
    desk.presses("Ctrl-X").sees("已锁定").types(fresh).presses("Enter").sees("已判 1/12");
    // And whoever is disabled is told and sits here no longer.
    centre.store().disable_member(&actor("guanli", Role::Admin), "zhangmin").await.unwrap();
    desk.sees("您的账号已停用").sees("登录名").sees_no("证书信息");
    assert_eq!(centre.holder(1).await, None);
    desk.types("zhangmin").presses("Enter").types(fresh).presses("Enter").sees("不正确");
    supervisor.quits().await;
    desk.quits().await;
}

macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $story() {
                super::$story(super::Engine::Sqlite).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $story() {
                super::$story(super::Engine::Postgres).await;
            })+
        }
    };
}

on_both! {
    the_screen_locks_and_opens_where_one_was,
    a_look_has_its_reason,
    a_password_changes_and_failures_lock_it,
}

/// The built program over a database of its own.
struct Program {
    dir: tempfile::TempDir,
}

impl Program {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let url = format!("sqlite:{}", self.dir.path().join("desk.db").display());
        Command::new(env!("CARGO_BIN_EXE_jiaodui"))
            .arg("staff")
            .args(arguments)
            .env_clear()
            .env("HOME", self.dir.path())
            .env("JIAODUI_DATABASE", url)
            .envs(environment.iter().copied())
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    fn works(&self, arguments: &[&str], environment: &[(&str, &str)]) -> String {
        let output = self.run(arguments, environment);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, arguments: &[&str], environment: &[(&str, &str)]) -> String {
        let output = self.run(arguments, environment);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn list(&self) -> Vec<Value> {
        self.works(&["list", "--json"], &[]).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn of(&self, login: &str) -> Value {
        self.list().into_iter().find(|one| one["login"] == login).unwrap()
    }

    async fn trail(&self, institution: &str, login: &str) -> Vec<(String, String)> {
        let store = store::open(&format!("sqlite:{}", self.dir.path().join("desk.db").display())).await.unwrap();
        let trail = store.audit(institution, &format!("staff:{login}"), 0).await.unwrap();
        store.close().await;
        trail.into_iter().map(|row| (row.actor, row.action)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_is_managed_from_the_command_line() {
    let program = Program::new();
    let add =
        |login: &'static str, role: &'static str| ["add", login, "--name", "某人", "--role", role, "--institution", "hubei"];
    // The first ones are the operator's: nobody could sign in yet, whatever the environment says.
    program.works(
        &["add", "guanli", "--name", "管理员", "--role", "admin"],
        &[("JIAODUI_STAFF", "guanli"), ("JIAODUI_PASSWORD", PASSWORD)],
    );
    let admin = [("JIAODUI_STAFF", "guanli"), ("JIAODUI_PASSWORD", PASSWORD)];
    let new = |environment: &[(&'static str, &'static str)], password: &'static str| {
        let mut all = environment.to_vec();
        all.push(("JIAODUI_NEW_PASSWORD", password));
        all
    };
    assert!(program.refused(&add("zhangmin", "proofreader"), &new(&admin, "1234567890")).contains("太常见"));
    assert!(program.refused(&add("zhangmin", "proofreader"), &new(&admin, "zhangminzhangmin")).contains("登录名"));
    program.works(&add("zhangmin", "proofreader"), &new(&admin, PASSWORD));
    program.works(&add("liuzhuguan", "supervisor"), &new(&admin, PASSWORD));
    let supervisor = [("JIAODUI_STAFF", "liuzhuguan"), ("JIAODUI_PASSWORD", PASSWORD)];
    let proofreader = [("JIAODUI_STAFF", "zhangmin"), ("JIAODUI_PASSWORD", PASSWORD)];

    // A supervisor does not manage staff; nobody acts as somebody without their password.
    for arguments in [&["disable", "zhangmin"][..], &["role", "zhangmin", "clerk"], &["enable", "zhangmin"], &add("neu", "clerk")]
    {
        assert!(program.refused(arguments, &new(&supervisor, PASSWORD)).contains("只有管理员"), "{arguments:?}");
    }
    let wrong = [("JIAODUI_STAFF", "guanli"), ("JIAODUI_PASSWORD", "falsch-falsch")];
    assert!(program.refused(&["disable", "zhangmin"], &wrong).contains("不正确"));
    for arguments in [&["disable", "guanli"][..], &["role", "guanli", "clerk"]] {
        assert!(program.refused(arguments, &admin).contains("最后一位"), "{arguments:?}");
    }
    program.works(&["role", "zhangmin", "clerk"], &admin);
    assert_eq!(program.of("zhangmin")["role"], "clerk");

    // One's own password by oneself, whatever the role; a colleague's by an admin.
    program.works(&["password", "zhangmin"], &new(&proofreader, "崭新的密码-2026"));
    assert!(
        program
            .refused(
                &["password", "liuzhuguan"],
                &new(&[("JIAODUI_STAFF", "zhangmin"), ("JIAODUI_PASSWORD", "崭新的密码-2026")], PASSWORD)
            )
            .contains("只有管理员")
    );
    program.works(&["password", "liuzhuguan"], &new(&admin, "主管的新密码-2026"));

    // Failures lock; the list shows it; a supervisor ends it.
    for _ in 0..MOST_FAILURES {
        assert!(program.refused(&["unlock", "guanli"], &proofreader).contains("不正确"));
    }
    let locked = program.of("zhangmin");
    assert!(locked["failed_sign_ins"] == 5 && locked["locked_until"].is_string(), "{locked}");
    assert!(program.works(&["list"], &[]).contains("已锁定至"));
    program.works(&["unlock", "zhangmin"], &[("JIAODUI_STAFF", "liuzhuguan"), ("JIAODUI_PASSWORD", "主管的新密码-2026")]);
    assert_eq!(program.of("zhangmin")["locked_until"], Value::Null);
    program.works(&["disable", "zhangmin"], &[]);
    assert_eq!(program.of("zhangmin")["disabled"], true);
    program.works(&["enable", "zhangmin"], &admin);
    assert!(program.refused(&["unlock", "nobody"], &admin).contains("nobody"));

    let expected = [
        ("guanli", "staff_add"),
        ("guanli", "staff_role"),
        ("zhangmin", "staff_password"),
        ("sign-in", "sign_in_lock"),
        ("liuzhuguan", "staff_unlock"),
        ("command-line", "staff_disable"),
        ("guanli", "staff_enable"),
    ];
    assert_eq!(program.trail("hubei", "zhangmin").await, expected.map(|(by, action)| (by.to_owned(), action.to_owned())));
    assert_eq!(program.trail("", "guanli").await[0].0, "command-line");
}

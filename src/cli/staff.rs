//! `jiaodui staff add|list|disable|enable|password|unlock|role|portal`: who may sign in, and as what.
//!
//! Whoever `JIAODUI_STAFF` names acts, and needs the permission. Where it names nobody, the operator of the machine does: they have the
//! database in their hands anyway, and the audit trail says so.

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;

use super::acting::{named, new_password, weak};
use super::{Context, Error, print_line};
use crate::domain::staff::{Actor, Role};
use crate::domain::time::Millis;
use crate::domain::visible::visible;
use crate::password;
use crate::store::records::{SignInFailures, StaffRecord};
use crate::store::{Store, StoreError};

/// What to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 新增工作人员（密码取自 JIAODUI_NEW_PASSWORD、终端或标准输入）
    Add {
        /// 登录名
        login: String,
        /// 姓名
        #[arg(long)]
        name: String,
        /// proofreader、clerk、supervisor 或 admin
        #[arg(long)]
        role: String,
        /// 受理机构代码；不写则为全部机构
        #[arg(long)]
        institution: Option<String>,
    },
    /// 列出工作人员，及登录失败和锁定
    List {
        /// 每行一个 JSON 对象
        #[arg(long)]
        json: bool,
    },
    /// 停用；所领取的申请单放回队列
    Disable {
        /// 登录名
        login: String,
    },
    /// 重新启用
    Enable {
        /// 登录名
        login: String,
    },
    /// 修改密码：自己的（JIAODUI_STAFF 同名），或由管理员修改他人的
    Password {
        /// 登录名
        login: String,
    },
    /// 解除登录失败后的锁定（主管、管理员）
    Unlock {
        /// 登录名
        login: String,
    },
    /// 设置门户在数据库服务器上的登录名及密码（仅 PostgreSQL）
    Portal,
    /// 更换角色
    Role {
        /// 登录名
        login: String,
        /// proofreader、clerk、supervisor 或 admin
        role: String,
    },
}

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    let store = context.open_store().await?;
    let done = perform(args.what, context, &*store).await;
    store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn perform(what: What, context: &Context, store: &dyn Store) -> Result<(), Error> {
    if let What::List { json } = what {
        return list(json, context, store).await;
    }
    let by = acting(context, store).await?;
    act(what, &by, context, store).await.map_err(|error| match error {
        Error::Store(StoreError::Refused(why)) if why.starts_with("staff.last_admin") => {
            Error::said("staff.last_admin", context.lang.staff_last_admin())
        }
        Error::Store(StoreError::Refused(why)) if why.starts_with(&by.login) => {
            Error::said("staff.forbidden", context.lang.staff_forbidden(&by.login))
        }
        other => other,
    })
}

/// Whoever is named; the operator where nobody is, or where there is nobody yet who could be.
async fn acting(context: &Context, store: &dyn Store) -> Result<Actor, Error> {
    if !store.has_staff().await? {
        return Ok(Actor::operator());
    }
    Ok(named(store, context).await?.unwrap_or_else(Actor::operator))
}

async fn act(what: What, by: &Actor, context: &Context, store: &dyn Store) -> Result<(), Error> {
    let lang = context.lang;
    match what {
        What::Add { login, name, role, institution } => {
            let role = role_of(&role, context)?;
            if !password::is_login(&login) {
                return Err(Error::said("staff.login", lang.bad_login(&login)));
            }
            if let Some(code) = &institution
                && !store.institutions().await?.iter().any(|one| one.code == *code)
            {
                return Err(Error::said("institution.unknown", lang.unknown_institution(code)));
            }
            let (password_hash, verifier) = kept_of(&login, by, context)?;
            let said = lang.staff_added(&login, &name);
            let member = StaffRecord { login, name, role, institution, password_hash, disabled: false };
            store.add_member(by, &member, Some(&verifier)).await?;
            print_line(&said)?;
        }
        What::Disable { login } => store.disable_member(by, &login).await?,
        What::Enable { login } => store.enable_member(by, &login).await?,
        What::Password { login } => {
            let (hash, verifier) = kept_of(&login, by, context)?;
            if by.login == login {
                store.change_password(by, &hash, Some(&verifier)).await?;
            } else {
                store.set_password(by, &login, &hash, Some(&verifier)).await?;
            }
        }
        What::Unlock { login } => store.unlock_member(by, &login).await?,
        What::Portal => {
            let (_, verifier) = kept_of("portal", by, context)?;
            store.put_portal_login(&verifier).await?;
        }
        What::Role { login, role } => store.set_role(by, &login, role_of(&role, context)?).await?,
        What::List { .. } => {}
    }
    Ok(())
}

fn role_of(word: &str, context: &Context) -> Result<Role, Error> {
    Role::from_code(word).ok_or_else(|| Error::said("staff.role", context.lang.unknown_role(word)))
}

/// What is kept of a new password: by the desk, and by a database server for a login of its own.
fn kept_of(login: &str, by: &Actor, context: &Context) -> Result<(String, String), Error> {
    let password = new_password(context, by)?;
    let hash = password::check(&password, login).and_then(|()| password::hash(&password));
    Ok((hash.map_err(|found| weak(context.lang, found))?, password::verifier(&password)))
}

async fn list(json: bool, context: &Context, store: &dyn Store) -> Result<(), Error> {
    let lang = context.lang;
    let failures = store.sign_in_failures().await?;
    let of = |login: &str| failures.iter().find(|one| one.login == login);
    for one in store.staff_list().await? {
        let failed = of(&one.login);
        if json {
            let locked_until = failed.and_then(|failed| failed.locked_until).map(Millis::to_rfc3339);
            print_line(
                &json!({"login": one.login, "name": one.name, "role": one.role, "institution": one.institution,
                        "disabled": one.disabled, "failed_sign_ins": failed.map_or(0, |failed| failed.failures),
                        "locked_until": locked_until})
                .to_string(),
            )?;
            continue;
        }
        let institution = one.institution.as_deref().unwrap_or("*");
        let mut state: Vec<String> = Vec::new();
        if one.disabled {
            state.push(lang.disabled().to_owned());
        }
        state.extend(failed.map(|failed| in_words(failed, context)));
        let state = state.join(lang.list_comma());
        print_line(&format!("{}\t{}\t{}\t{institution}\t{state}", one.login, visible(&one.name), lang.role(one.role)))?;
    }
    if let Some(unknown) = of("").filter(|_| !json) {
        // Beside the list, not in it: it is no member of staff.
        writeln!(std::io::stderr(), "{}", lang.staff_unknown_failures(unknown.failures, &moment(unknown.last_at)))?;
    }
    Ok(())
}

fn in_words(failed: &SignInFailures, context: &Context) -> String {
    match failed.locked_until {
        Some(until) => context.lang.staff_locked(&moment(until), failed.failures),
        None => context.lang.staff_failures(failed.failures),
    }
}

fn moment(at: Millis) -> String {
    at.in_china().format("%Y-%m-%d %H:%M").to_string()
}

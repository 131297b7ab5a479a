//! `jiaodui staff add|list|disable|password`: who may sign in.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;

use super::acting::ask_password;
use super::{Context, Error, print_line};
use crate::domain::staff::Role;
use crate::domain::visible::visible;
use crate::password::{self, Password};
use crate::store::records::StaffRecord;

/// What to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 新增工作人员（密码从终端或标准输入读取）
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
    /// 列出工作人员
    List {
        /// 每行一个 JSON 对象
        #[arg(long)]
        json: bool,
    },
    /// 停用
    Disable {
        /// 登录名
        login: String,
    },
    /// 修改密码（从终端或标准输入读取）
    Password {
        /// 登录名
        login: String,
    },
}

/// Who the audit trail names for changes made from the command line: the operating system's user is not a member of staff.
const ACTOR: &str = "command-line";

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let store = context.open_store().await?;
    match args.what {
        What::Add { login, name, role, institution } => {
            let role = Role::from_code(&role).ok_or_else(|| Error::said("staff.role", lang.unknown_role(&role)))?;
            if !password::is_login(&login) {
                return Err(Error::said("staff.login", lang.bad_login(&login)));
            }
            if let Some(code) = &institution
                && !store.institutions().await?.iter().any(|one| one.code == *code)
            {
                return Err(Error::said("institution.unknown", lang.unknown_institution(code)));
            }
            let password_hash = password::hash(&new_password(context)?).map_err(|error| said(context, error))?;
            let said = lang.staff_added(&login, &name);
            store.add_staff(ACTOR, &StaffRecord { login, name, role, institution, password_hash, disabled: false }).await?;
            print_line(&said)?;
        }
        What::List { json } => {
            for one in store.staff_list().await? {
                if json {
                    print_line(
                        &json!({"login": one.login, "name": one.name, "role": one.role, "institution": one.institution,
                                "disabled": one.disabled})
                        .to_string(),
                    )?;
                } else {
                    let institution = one.institution.as_deref().unwrap_or("*");
                    let disabled = if one.disabled { lang.disabled() } else { "" };
                    print_line(&format!(
                        "{}\t{}\t{}\t{institution}\t{disabled}",
                        one.login,
                        visible(&one.name),
                        lang.role(one.role)
                    ))?;
                }
            }
        }
        What::Disable { login } => store.disable_staff(ACTOR, &login).await?,
        What::Password { login } => {
            let hash = password::hash(&new_password(context)?).map_err(|error| said(context, error))?;
            store.set_password(ACTOR, &login, &hash).await?;
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn said(context: &Context, error: password::Weak) -> Error {
    Error::said("staff.password", context.lang.weak_password(error.least))
}

/// From `JIAODUI_PASSWORD`, else asked twice on the terminal without echo, else one line of standard input.
fn new_password(context: &Context) -> Result<Password, Error> {
    if let Ok(set) = std::env::var("JIAODUI_PASSWORD") {
        return Ok(Password::new(set));
    }
    let lang = context.lang;
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok(Password::new(line.trim_end_matches(['\r', '\n']).to_owned()));
    }
    let first = ask_password(lang.new_password())?;
    let second = ask_password(lang.repeat_password())?;
    if first != second {
        return Err(Error::said("staff.password", lang.passwords_differ()));
    }
    Ok(first)
}

//! Texts about staff: passwords, locks, and why somebody looks.

use super::{Lang, texts};
use crate::password::{LEAST_CHARS, Weak};

impl Lang {
    /// Why a password will not do.
    #[must_use]
    pub fn weak(self, weak: Weak) -> String {
        match weak {
            Weak::Short => self.weak_short(LEAST_CHARS),
            Weak::IsLogin => self.weak_is_login().to_owned(),
            Weak::Common => self.weak_common().to_owned(),
        }
    }
}

texts! {
    weak_short(least: usize) => "密码至少 {least} 个字符", "a password has at least {least} characters";
    weak_is_login => "密码不能就是登录名", "a password is not the login";
    weak_common => "这个密码太常见，会最先被猜到", "this password is among those that are tried first";
    staff_forbidden(login: &str) => "{login} 不能这样做：只有管理员能管理本机构的工作人员，主管可以解除锁定", "{login} may not do this: admins manage staff, supervisors may unlock logins";
    staff_last_admin => "这是最后一位在用的管理员：请先添加或启用另一位，再停用或更换角色", "this is the last active admin: add or enable another one first";
    staff_locked(until: &str, failures: u32) => "已锁定至 {until}（连续 {failures} 次登录失败）", "locked until {until} ({failures} failed sign-ins)";
    staff_failures(failures: u32) => "{failures} 次登录失败", "{failures} failed sign-ins";
    staff_unknown_failures(failures: u32, when: &str) => "不存在或已停用的登录名：{failures} 次登录失败，最近一次在 {when}", "logins that there are not, or disabled: {failures} failed sign-ins, the last one at {when}";

    why_reveal_title => "查看完整号码", "Read the whole number";
    why_reveal => "查看完整证件号码会记录在案。请说明理由：", "Reading a whole ID number is written down. Why do you look?";
    why_held_title => "他人正在校对", "Held by a colleague";
    why_held(order_no: &str, name: &str, until: &str) => "{order_no} 由 {name} 领取（至 {until}）。只能查看，查看会记录在案。请说明理由：", "{name} holds {order_no} until {until}. You can only read it, and that is written down. Why do you look?";
    why_other => "其他理由：", "Another reason: ";
    why_hint => "Enter 取所选   数字直接选   输入其他理由   Esc 取消", "Enter or a digit takes one   or type another   Esc leaves";

    password_title => "修改密码", "Change your password";
    old_password_label => "原密码", "Old password";
    new_password_label => "新密码", "New password";
    again_password_label => "再输一次", "Again";
    password_hint => "Enter 下一行/修改   Tab 换行   Esc 取消", "Enter: next line, then change   Tab: next line   Esc leaves";
    password_changing => "正在修改…", "changing…";
    password_changed => "密码已修改", "your password is changed";
    password_unchanged => "新密码与原密码相同", "the new password is the old one";
    old_password_wrong => "原密码不正确，或因多次失败暂时锁定", "the old password is wrong, or locked for a while after too many failures";

    lock_title => "已锁定", "Locked";
    lock_about(name: &str) => "{name} 的校对台已锁定，草稿已保存，输入密码即回到原处。锁定期间领取不再续期。", "The desk of {name} is locked and the draft is saved; the password leads back to where it was. A claim is not renewed meanwhile.";
    lock_hint => "Enter 解锁   Tab 换行   换人：改登录名，此单放回队列", "Enter unlocks   another login takes over, its order goes back";
    lock_saving => "正在保存上一位的内容，随后换人…", "saving the other one's work, then it is your desk…";
    linear_no_lock => "逐行模式不能锁定：已输出的内容会留在终端里，请锁定终端本身", "not in linear mode: what was printed stays in the terminal; lock the terminal itself";
    linear_no_password => "逐行模式不能改密码（会显示出来），请用 jiaodui staff password", "not in linear mode, where it would be seen: use jiaodui staff password";
    unlocked => "已解锁", "unlocked";
    failed_before(failures: u32) => "上次登录以来有 {failures} 次登录失败；如非本人，请告知管理员", "{failures} attempts to sign in failed since the last time; if they were not yours, tell an admin";
    now_locked(login: &str, failures: u64, until: &str) => "{login} 连续 {failures} 次登录失败，已锁定至 {until}；如非本人操作请留意（jiaodui staff unlock 可解除）", "{login} is locked until {until} after {failures} failed sign-ins (jiaodui staff unlock ends it)";
    now_barred => "服务器不再接受您的账号：已停用，或密码已改。密码改了就用新密码登录，屏幕上的内容都在", "the server no longer takes your login: it was disabled, or has a new password. With the new password all is where it was";
    now_disabled => "您的账号已停用：已退出登录，领取的申请单已放回", "your login was disabled: you are signed out and your order went back";
    role_now(role: &str) => "您的角色已改为{role}，重新登录后生效", "your role is now {role}, from your next sign-in on";
    no_longer_allowed => "没有改动：您的账号已停用，或角色已不能这样做", "nothing was changed: your login was disabled, or your role may no longer do this";
}

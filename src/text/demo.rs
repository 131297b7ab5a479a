//! Texts of `jiaodui demo`.

use super::texts;

texts! {
    demo_making => "正在准备演示数据", "Making the demonstration";
    demo_made(folder: &str, orders: u64, waiting: u64, enquiries: u64) => "演示数据已就绪：{folder}（申请单 {orders}，待校对 {waiting}，咨询 {enquiries}）", "The demonstration is ready: {folder} ({orders} orders, {waiting} to proofread, {enquiries} enquiries)";
    demo_found(folder: &str, orders: u64) => "已有演示数据：{folder}（申请单 {orders}）；要重做请先删除该文件夹", "There is a demonstration already: {folder} ({orders} orders); remove the folder to make it anew";
    demo_password(password: &str) => "演示密码（所有账号相同）：{password}", "The demonstration's password, the same for all: {password}";
    demo_occupied(folder: &str) => "文件夹 {folder} 不是空的，也不是演示数据；请用 --dir 另选一个", "{folder} is not empty and no demonstration: choose another with --dir";
}

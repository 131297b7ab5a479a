//! Texts of backups.

use super::texts;

texts! {
    backup_files => "个附件", "attachments";
    backup_made(path: &str, attachments: &str) => "已备份到 {path}（{attachments} 个附件）", "backed up to {path} ({attachments} attachments)";
    backup_lacks(sha256: &str) => "附件 {sha256} 缺失或损坏", "attachment {sha256} is missing or damaged";
    backup_io(path: &str, detail: &str) => "{path}：{detail}", "{path}: {detail}";
    backup_busy(path: &str) => "另一次备份正在写入 {path}", "another backup into {path} is under way";
    backup_not_whole(path: &str) => "没有完整的备份，或与清单不符：{path}", "no whole backup, or not what its manifest says: {path}";
    backup_tool(tool: &str, said: &str) => "{tool} 没有成功：{said}", "{tool} did not succeed: {said}";
    restore_occupied(place: &str) => "{place} 已有数据；只恢复到空的位置", "there is something at {place} already; a backup goes into an empty place only";
    restore_engine(path: &str) => "{path} 是另一种数据库的备份（SQLite 与 PostgreSQL 之间请用 migrate-to）", "{path} is a backup of the other kind of database (migrate-to leads from SQLite to PostgreSQL)";
    restore_done(path: &str, attachments: &str) => "已恢复 {path}（{attachments} 个附件）", "{path} is restored ({attachments} attachments)";
    restore_not_done(path: &str) => "{path} 有问题，没有放到位（--anyway 仍然恢复）", "something is wrong with {path}: nothing was put in place (--anyway does it all the same)";
}

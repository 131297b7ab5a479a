//! Texts of the dishonesty list (失信名单).

use super::texts;

texts! {
    item_no(item: u32) => "项目 {item}", "item {item}";
    holder_is_listed(items: &str) => "不能通过：{items}的持有人在失信名单内（生效中）。没有改动任何内容，请改为不通过", "cannot be approved: the holder of {items} is on the dishonesty list (in force). Nothing was changed; reject it instead";
    proposes_listing(name: &str) => "提交后提议将 {name} 列入失信名单，由另一人复核", "proposes {name} for the dishonesty list; a second person looks again";
}

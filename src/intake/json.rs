//! JSON as the feed takes it: strictly. A name that stands twice in an object is refused, because the portal and the desk
//! could each believe another of the two; nesting is limited to 128 by the parser.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};

use super::refusal::Why;

/// An object of the feed.
pub type Object = Map<String, Value>;

/// Parses a line.
///
/// # Errors
/// What of `json.malformed` applies.
pub fn parse(bytes: &[u8]) -> Result<Object, Why> {
    let text = std::str::from_utf8(bytes).map_err(|_| Why::NotUtf8)?;
    let Strict(value) = serde_json::from_str(text).map_err(|error| Why::NotJson { column: error.column() })?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(Why::NotAnObject),
    }
}

/// SHA-256 of the event with its names sorted and without white space: the same event written differently has the same digest.
#[must_use]
pub fn digest(object: &Object) -> String {
    let mut canonical = String::new();
    write_object(object, &mut canonical);
    Sha256::digest(canonical.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(value, out);
            }
            out.push(']');
        }
        Value::Object(object) => write_object(object, out),
        // Numbers, strings and the three words: one spelling each.
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn write_object(object: &Object, out: &mut String) {
    let mut entries: Vec<(&String, &Value)> = object.iter().collect();
    entries.sort_by_key(|(name, _)| *name);
    out.push('{');
    for (at, (name, value)) in entries.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&Value::from(name.as_str()).to_string());
        out.push(':');
        write(value, out);
    }
    out.push('}');
}

/// A value in which no object has a name twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Strict(value)) = access.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let Strict(value) = access.next_value()?;
            if object.insert(name, value).is_some() {
                return Err(de::Error::custom("a name stands twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn order_and_white_space_do_not_make_another_event() {
        let one = parse(r#"{"a":1,"b":{"c":"字","d":[1,2.5,null,true]}}"#.as_bytes()).unwrap();
        let two = parse(" { \"b\" : {\"d\":[1, 2.5, null, true], \"c\":\"\\u5b57\"}, \"a\": 1 }\r".as_bytes()).unwrap();
        assert_eq!(digest(&one), digest(&two));
        let other = parse(r#"{"a":1,"b":{"c":"字","d":[2.5,1,null,true]}}"#.as_bytes()).unwrap();
        assert_ne!(digest(&one), digest(&other));
        assert_eq!(digest(&one).len(), 64);
    }

    #[test]
    fn what_is_no_object_of_json_is_refused() {
        for text in [
            "",
            "{",
            "[]",
            "null",
            "\"字\"",
            "{\"a\":1}{",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":1}",
            "{\"b\":{\"a\":1,\"a\":2}}",
            "{\"a\":1e999}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":NaN}",
            "{'a':1}",
            "{\"a\":\"\n\"}",
        ] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(parse(b"{\"a\":\"\xff\"}"), Err(Why::NotUtf8));
        assert_eq!(parse(b"7"), Err(Why::NotAnObject));
    }

    #[test]
    fn two_hundred_thousand_brackets_are_only_malformed() {
        for bracket in ["[", "{\"a\":"] {
            let bomb = format!("{{\"a\":{}", bracket.repeat(200_000));
            assert!(matches!(parse(bomb.as_bytes()), Err(Why::NotJson { .. })));
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(object) = parse(&bytes) {
                prop_assert_eq!(digest(&object).len(), 64);
            }
        }
    }
}

//! Options: what an instance is made from, and what may be changed while it runs.

use holdfast::bindings::StateSync;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Disk, js, json, member, text};

const DEFAULTS: &str = r#"{"enableRealTimeUpdates":true,"consistencyCheckInterval":5000,"recoveryEnabled":true,"validationEnabled":true,"optimizationEnabled":true,"maxStateSize":52428800,"syncTimeout":30000,"optimizationInterval":30000,"backupInterval":60000,"backupRetention":{"automatic":5,"manual":20},"validationInterval":10000,"durability":"strict","requireDurable":false,"historyLimit":100,"queueLimit":100000,"eventHistoryLimit":1000,"maxIssues":100,"warnStateSize":102400}"#;

fn config(sync: &StateSync) -> JsValue {
    sync.get_config().expect("the options")
}

#[wasm_bindgen_test]
fn the_options_are_those_of_the_specification() {
    assert_eq!(json(&config(&Disk::new("defaults").instance())), DEFAULTS);
}

#[wasm_bindgen_test]
fn options_are_given_at_the_start_and_changed_later() {
    let sync = Disk::new("config").instance_with("notes", 2, "config: { syncTimeout: 5, durability: 'relaxed' }");
    assert_eq!(
        (member(&config(&sync), "syncTimeout"), text(&config(&sync), "durability")),
        (5.0.into(), "relaxed".into())
    );
    let changes =
        "{ enableRealTimeUpdates: false, backupRetention: { automatic: 1, manual: 2 }, maxIssues: undefined }";
    sync.update_sync_config(&js(changes)).expect("all are fine");
    let now = config(&sync);
    assert_eq!(member(&now, "enableRealTimeUpdates"), JsValue::FALSE);
    assert_eq!(json(&member(&now, "backupRetention")), r#"{"automatic":1,"manual":2}"#);
    assert_eq!((member(&now, "maxIssues"), member(&now, "syncTimeout")), (100.0.into(), 5.0.into()));
}

#[wasm_bindgen_test]
fn a_bad_option_is_refused_by_name_and_none_of_the_others_is_changed() {
    let sync = Disk::new("bad").instance();
    let cases = [
        ("{ historyLimit: 5, syncTimeout: 0 }", "syncTimeout"),
        ("{ historyLimit: 5, consistencyCheckInterval: -1 }", "consistencyCheckInterval"),
        ("{ historyLimit: 5, maxStateSize: NaN }", "maxStateSize"),
        ("{ historyLimit: 5, maxStateSize: Infinity }", "maxStateSize"),
        ("{ historyLimit: 5, maxIssues: '7' }", "maxIssues"),
        ("{ historyLimit: 5, maxIssues: 7.5 }", "maxIssues"),
        ("{ historyLimit: 5, recoveryEnabled: 1 }", "recoveryEnabled"),
        ("{ historyLimit: 5, recoveryEnabled: null }", "recoveryEnabled"),
        ("{ historyLimit: 5, durability: 'eventual' }", "durability"),
        ("{ historyLimit: 5, backupRetention: { automatic: -1, manual: 2 } }", "backupRetention"),
        ("{ historyLimit: 5, backupRetention: { automatic: 1, manual: 2, other: 3 } }", "backupRetention"),
        ("{ historyLimit: 5, backupRetention: 7 }", "backupRetention"),
        ("{ historyLimit: 5, syncTimeOut: 7 }", "syncTimeOut"),
        ("{ historyLimit: 5, constructor: 7 }", "constructor"),
    ];
    for (change, name) in cases {
        let error = sync.update_sync_config(&js(change)).expect_err(change);
        assert_eq!(text(&error, "code"), "invalid_config", "{change}");
        assert!(text(&error, "message").contains(name), "{change}: {}", text(&error, "message"));
        assert_eq!(json(&config(&sync)), DEFAULTS, "{change}");
    }
    assert_eq!(text(&sync.update_sync_config(&js("5")).expect_err("no object"), "code"), "invalid_config");
}

#[wasm_bindgen_test]
fn what_an_instance_cannot_be_made_from_is_said_with_a_code() {
    let made = |code: &str| StateSync::new(&js(code)).map(|_| ()).expect_err(code);
    let schema = "schema: { type: 'object' }";
    let cases = [
        ("{ name: 'n', model: { name: 'm', version: 1, schema: { type: 'strong' } } }".to_owned(), "invalid_model"),
        ("{ name: 'n', model: { name: 'm', version: 1, schema: { type: () => 1 } } }".to_owned(), "invalid_model"),
        ("{ name: 'n', model: { name: 'm', version: 1 } }".to_owned(), "invalid_model"),
        (format!("{{ name: 'n', model: {{ name: 'm', version: 1.5, {schema} }} }}"), "invalid_model"),
        (format!("{{ name: 'n', model: {{ name: 'm', version: -1, {schema} }} }}"), "invalid_model"),
        (format!("{{ name: 'n', model: {{ version: 1, {schema} }} }}"), "invalid_model"),
        ("{ name: 'n' }".to_owned(), "invalid_config"),
        (format!("{{ model: {{ name: 'm', version: 1, {schema} }} }}"), "invalid_config"),
        (format!("{{ name: 5, model: {{ name: 'm', version: 1, {schema} }} }}"), "invalid_config"),
        (
            format!("{{ name: 'n', model: {{ name: 'm', version: 1, {schema} }}, config: {{ syncTimeout: -1 }} }}"),
            "invalid_config",
        ),
        (
            format!("{{ name: 'n', model: {{ name: 'm', version: 1, {schema} }}, storage: 'papyrus' }}"),
            "invalid_config",
        ),
        ("undefined".to_owned(), "invalid_config"),
    ];
    let mut wrong = Vec::new();
    for (options, code) in cases {
        let error = made(&options);
        let said = member(&error, "code").as_string().unwrap_or_else(|| format!("{error:?}"));
        if said != code {
            wrong.push(format!("{options}: {said} instead of {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! The options of an engine, all of which may change while it runs.

use serde::{Deserialize, Serialize};

/// When an update counts as saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// Written when there is time, at most a second later.
    Memory,
    /// Survives a crash of the browser, not of the machine.
    Relaxed,
    /// Survives a power cut.
    #[default]
    Strict,
}

/// How many backups of which kind are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupRetention {
    /// Made by timers.
    pub automatic: u32,
    /// Asked for.
    pub manual: u32,
}

macro_rules! options {
    ($($(#[$doc:meta])* $name:ident ($json:literal): $kind:ty = $default:expr, $range:expr;)*) => {
        /// The options in force.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        pub struct Config {
            $($(#[$doc])* #[serde(rename = $json)] pub $name: $kind,)*
        }

        /// Options to change; what is `None` stays.
        #[derive(Clone, Debug, Default, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct ConfigPatch {
            $($(#[$doc])* #[serde(default, rename = $json)] pub $name: Option<$kind>,)*
        }

        impl Default for Config {
            fn default() -> Config {
                Config { $($name: $default,)* }
            }
        }

        impl Config {
            /// Checks all changes, then makes all of them.
            pub fn apply(&mut self, patch: ConfigPatch) -> Result<(), InvalidConfig> {
                $(if let Some(value) = &patch.$name { in_range($json, value, &$range)?; })*
                $(if let Some(value) = patch.$name { self.$name = value; })*
                Ok(())
            }
        }
    };
}

options! {
    /// Notify subscribers at once; otherwise only on `flush`.
    enable_real_time_updates ("enableRealTimeUpdates"): bool = true, Any;
    /// Milliseconds between consistency checks; 0 for none.
    consistency_check_interval ("consistencyCheckInterval"): f64 = 5_000.0, INTERVAL;
    /// Whether damage found by a check is repaired by itself.
    recovery_enabled ("recoveryEnabled"): bool = true, Any;
    /// Whether updates are checked against the schema.
    validation_enabled ("validationEnabled"): bool = true, Any;
    /// Whether retention rules run by timer.
    optimization_enabled ("optimizationEnabled"): bool = true, Any;
    /// Encoded bytes that the state may have.
    max_state_size ("maxStateSize"): f64 = 52_428_800.0, Range(1.0, 4_294_967_295.0);
    /// Milliseconds after which an update whose fate is unknown settles with `timeout`.
    sync_timeout ("syncTimeout"): f64 = 30_000.0, Range(1.0, MAX_INTERVAL);
    /// Milliseconds between runs of the retention rules; 0 for none.
    optimization_interval ("optimizationInterval"): f64 = 30_000.0, INTERVAL;
    /// Milliseconds between automatic backups; 0 for none.
    backup_interval ("backupInterval"): f64 = 60_000.0, INTERVAL;
    /// How many backups are kept.
    backup_retention ("backupRetention"): BackupRetention = BackupRetention { automatic: 5, manual: 20 }, Any;
    /// Milliseconds between validations of the whole state; 0 for none.
    validation_interval ("validationInterval"): f64 = 10_000.0, INTERVAL;
    /// When an update counts as saved, unless it says so itself.
    durability ("durability"): Durability = Durability::Strict, Any;
    /// Fail rather than keep the state in memory only.
    require_durable ("requireDurable"): bool = false, Any;
    /// Updates that can be undone.
    history_limit ("historyLimit"): f64 = 100.0, Range(0.0, 1_000_000.0);
    /// Events that are remembered.
    event_history_limit ("eventHistoryLimit"): f64 = 1_000.0, Range(0.0, 1_000_000.0);
    /// Issues that a validation lists; all are counted.
    max_issues ("maxIssues"): f64 = 100.0, Range(1.0, 1_000_000.0);
    /// Encoded bytes from which the state is reported as large.
    warn_state_size ("warnStateSize"): f64 = 102_400.0, Range(0.0, 4_294_967_295.0);
}

/// An option that is out of range; names it and says what it may be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} has to be {expected}")]
pub struct InvalidConfig {
    /// The option.
    pub name: &'static str,
    /// What it may be.
    pub expected: String,
}

/// About 24 days: what browsers' timers can hold.
const MAX_INTERVAL: f64 = 2_147_483_647.0;
const INTERVAL: Range = Range(0.0, MAX_INTERVAL);

struct Any;
struct Range(f64, f64);

trait Check<T> {
    fn expected(&self, value: &T) -> Option<String>;
}

impl<T> Check<T> for Any {
    fn expected(&self, _: &T) -> Option<String> {
        None
    }
}

impl Check<f64> for Range {
    fn expected(&self, value: &f64) -> Option<String> {
        (!(self.0..=self.1).contains(value)).then(|| format!("a number from {} to {}", self.0, self.1))
    }
}

fn in_range<T>(name: &'static str, value: &T, range: &impl Check<T>) -> Result<(), InvalidConfig> {
    range.expected(value).map_or(Ok(()), |expected| Err(InvalidConfig { name, expected }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_value_changes_nothing() {
        let mut config = Config::default();
        let patch = ConfigPatch { history_limit: Some(5.0), sync_timeout: Some(0.0), ..ConfigPatch::default() };
        assert_eq!(config.apply(patch).map_err(|error| error.name), Err("syncTimeout"));
        assert_eq!(config, Config::default());
        let nan = ConfigPatch { max_issues: Some(f64::NAN), ..ConfigPatch::default() };
        assert!(config.apply(nan).is_err());
    }
}

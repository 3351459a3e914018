//! What jobs find and histories hold, as encoded values: the form that both halves of the class read.

use super::hub::FIRST_LISTENER;
use crate::browser::Recovered;
use crate::core::change::{Change, differing};
use crate::core::engine::Engine;
use crate::core::error::Issue;
use crate::core::integrity::Findings;
use crate::core::io::{Followed, JobResult, Optimized, Output};
use crate::core::journal::record::Update;
use crate::core::keys::{KeyRef, Keys};
use crate::core::pointer::Path;
use crate::core::value::encoding::{
    ARRAY, FALSE, NULL, OBJECT, TRUE, write_container, write_key, write_number, write_str, write_text,
};
use crate::storage::backup::Backup;

fn object(out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    container(OBJECT, out, fill);
}

fn list(out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    container(ARRAY, out, fill);
}

fn container(tag: u8, out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    let _: Result<(), ()> = write_container(tag, out, |out| {
        fill(out);
        Ok(())
    });
}

fn name(name: &str, out: &mut Vec<u8>) {
    write_key(KeyRef::Text(name.as_bytes()), out);
}

fn text(key: &str, value: &str, out: &mut Vec<u8>) {
    name(key, out);
    write_str(value.as_bytes(), out);
}

fn number(key: &str, value: f64, out: &mut Vec<u8>) {
    name(key, out);
    write_number(value, out);
}

fn flag(key: &str, value: bool, out: &mut Vec<u8>) {
    name(key, out);
    out.push(if value { TRUE } else { FALSE });
}

/// An issue: `{ code, severity, pointer, message, expected?, actual? }`.
pub(super) fn write_issue(issue: &Issue, out: &mut Vec<u8>) {
    object(out, |out| {
        text("code", &issue.code, out);
        text("severity", issue.severity.name(), out);
        text("pointer", &issue.pointer, out);
        text("message", &issue.message, out);
        for (key, value) in [("expected", &issue.expected), ("actual", &issue.actual)] {
            if let Some(value) = value {
                text(key, value, out);
            }
        }
    });
}

/// A list of issues.
pub(super) fn write_issues(issues: &[Issue], out: &mut Vec<u8>) {
    list(out, |out| issues.iter().for_each(|issue| write_issue(issue, out)));
}

/// What was found: `{ isValid, issues, issueCount, errors, inconsistencies, warnings, recommendations, wasStale }`, the counts of
/// all and not only of those listed.
pub(super) fn write_findings(findings: &Findings, out: &mut Vec<u8>) {
    object(out, |out| {
        flag("isValid", findings.counts[..2] == [0, 0], out);
        name("issues", out);
        write_issues(&findings.issues, out);
        number("issueCount", findings.total() as f64, out);
        for (key, count) in ["errors", "inconsistencies", "warnings"].iter().zip(findings.counts) {
            number(key, count as f64, out);
        }
        name("recommendations", out);
        list(out, |out| findings.recommendations.iter().for_each(|advice| write_str(advice.as_bytes(), out)));
        flag("wasStale", findings.was_stale, out);
    });
}

/// What was dropped: `{ removed: { rule: count }, removedReferences, bytesFreed, version }`.
fn write_optimized(done: &Optimized, out: &mut Vec<u8>) {
    object(out, |out| {
        name("removed", out);
        object(out, |out| done.removed.iter().for_each(|(rule, count)| number(rule, *count as f64, out)));
        number("removedReferences", done.references as f64, out);
        number("bytesFreed", done.bytes_freed as f64, out);
        number("version", done.version as f64, out);
    });
}

/// What a job found or did; of an optimisation that was refused `{ refused: issues }`.
pub(super) fn write_result(result: &JobResult, out: &mut Vec<u8>) {
    match result {
        JobResult::Found(findings) => write_findings(findings, out),
        JobResult::Optimized(done) => write_optimized(done, out),
        JobResult::Refused(issues) => object(out, |out| {
            name("refused", out);
            write_issues(issues, out);
        }),
    }
}

/// A text or `null`.
fn option(key: &str, value: Option<&str>, out: &mut Vec<u8>) {
    name(key, out);
    match value {
        Some(value) => write_str(value.as_bytes(), out),
        None => out.push(NULL),
    }
}

fn texts(key: &str, values: &[String], out: &mut Vec<u8>) {
    name(key, out);
    list(out, |out| values.iter().for_each(|value| write_str(value.as_bytes(), out)));
}

/// A backup: `{ id, kind, label, version, modelVersion, time, bytes, newBytes, verified }`.
pub(super) fn write_backup(backup: &Backup, out: &mut Vec<u8>) {
    let Backup { id, manifest, is_verified, .. } = backup;
    object(out, |out| {
        text("id", id, out);
        text("kind", manifest.kind.name(), out);
        option("label", manifest.label.as_deref(), out);
        let numbers = [manifest.version, u64::from(manifest.model_version), manifest.time];
        let sizes = [manifest.bytes, manifest.new_bytes];
        for (key, value) in
            ["version", "modelVersion", "time", "bytes", "newBytes"].iter().zip(numbers.iter().chain(&sizes))
        {
            number(key, *value as f64, out);
        }
        flag("verified", *is_verified, out);
    });
}

/// Backups.
pub(super) fn write_backups(backups: &[Backup], out: &mut Vec<u8>) {
    list(out, |out| backups.iter().for_each(|backup| write_backup(backup, out)));
}

/// What was read from a snapshot: `{ backupUsed, missing }`.
pub(super) fn write_found(backup: Option<&str>, missing: &[String], out: &mut Vec<u8>) {
    object(out, |out| {
        option("backupUsed", backup, out);
        texts("missing", missing, out);
    });
}

/// How a recovery went: `{ success, rewritten, backupUsed, version, found, before, missing, issues }`; `version` of
/// the state now, `found` the version that it was taken from, `before` the one that was there.
pub(super) fn write_recovered(recovered: &Recovered, version: u64, out: &mut Vec<u8>) {
    let Recovered { found, answer, before, is_rewritten } = recovered;
    object(out, |out| {
        flag("success", *is_rewritten || matches!(answer, Some(Output::Accepted { .. })), out);
        flag("rewritten", *is_rewritten, out);
        option("backupUsed", found.as_ref().and_then(|found| found.backup.as_deref()), out);
        number("version", version as f64, out);
        number("found", found.as_ref().map_or(*before, |found| found.version) as f64, out);
        number("before", *before as f64, out);
        texts("missing", found.as_ref().map_or(&[], |found| &found.missing), out);
        name("issues", out);
        let issues: &[Issue] = if let Some(Output::Rejected { issues, .. }) = answer { issues } else { &[] };
        write_issues(issues, out);
    });
}

/// The most pointers of one update that are told.
const MAX_POINTERS: usize = 1_000;

fn pointers(update: &Update, keys: &Keys, limit: usize, out: &mut Vec<u8>) -> usize {
    name("pointers", out);
    write_places(&update.changes, keys, limit, out)
}

/// The pointers of changes, up to `limit`, and how many there are: for another state in the place of the whole those of the members
/// that are different.
pub(super) fn write_places(changes: &[Change], keys: &Keys, limit: usize, out: &mut Vec<u8>) -> usize {
    let mut count = 0;
    list(out, |out| {
        let mut write = |path: &Path| {
            if count < limit {
                write_text(out, |out| path.write_pointer(keys, out));
            }
            count += 1;
        };
        for change in changes {
            match change {
                Change { path, before: Some(before), after: Some(after), .. } if path.is_empty() => {
                    for member in differing(before.view(), after.view(), keys) {
                        write(&member.path);
                    }
                }
                _ => write(&change.path),
            }
        }
    });
    count
}

/// What other tabs have done: `{ others: [{ version, source, timestamp, pointers, count }], refused: [{ version, source,
/// issues, issueCount }], hits }`, the hits as `updateTape` has them.
pub(super) fn write_followed(followed: &Followed, keys: &Keys, out: &mut Vec<u8>) {
    object(out, |out| {
        name("others", out);
        list(out, |out| {
            for update in followed.others.iter().filter(|update| !update.changes.is_empty()) {
                object(out, |out| {
                    number("version", update.version as f64, out);
                    text("source", &update.source, out);
                    number("timestamp", update.time as f64, out);
                    let count = pointers(update, keys, MAX_POINTERS, out);
                    number("count", count as f64, out);
                });
            }
        });
        name("refused", out);
        list(out, |out| {
            for refused in &followed.refused {
                object(out, |out| {
                    number("version", refused.version as f64, out);
                    text("source", &refused.source, out);
                    name("issues", out);
                    write_issues(&refused.issues, out);
                    number("issueCount", refused.count as f64, out);
                });
            }
        });
        name("hits", out);
        list(out, |out| {
            for hit in followed.hits.iter().filter(|hit| hit.id < FIRST_LISTENER) {
                write_number(f64::from(hit.coded()), out);
            }
        });
    });
}

/// The history, oldest first: `[{ version, source, label, timestamp, pointers, undone }]`, up to `limit` pointers each.
pub(super) fn write_history(engine: &Engine, limit: usize, out: &mut Vec<u8>) {
    list(out, |out| {
        for entry in engine.history().entries() {
            let update = &entry.update;
            object(out, |out| {
                number("version", update.version as f64, out);
                text("source", &update.source, out);
                option("label", update.label.as_deref(), out);
                number("timestamp", update.time as f64, out);
                pointers(update, engine.keys(), limit, out);
                flag("undone", entry.undone, out);
            });
        }
    });
}

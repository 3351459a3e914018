//! Values, operations and pointers out of bytes. Every byte decides something small, so that a mutation changes a little.

use arbitrary::Unstructured;

use crate::plain::Plain;

/// Names of a model, and names that look like something else.
pub(crate) const NAMES: [&str; 20] = [
    "nodes", "short", "long", "links", "tags", "system", "id", "at", "count", "category", "status", "name", "a", "b",
    "0", "1", "", "a/b", "m~n", "A",
];

/// Numbers on both sides of every limit.
const NUMBERS: [f64; 12] =
    [0.0, -0.0, 1.0, -1.0, 0.5, 127.0, 128.0, 1_000_006.0, 2_147_483_648.0, 9_007_199_254_740_993.0, 1e300, -1e-300];

/// See the module. Once the bytes are used up it draws zeros.
pub(crate) struct Draw<'b>(Unstructured<'b>);

impl<'b> Draw<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Draw<'b> {
        Draw(Unstructured::new(bytes))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.0.arbitrary().unwrap_or_default()
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    /// A number below `end`, which is at most 256.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// So many bytes as they are; fewer at the end.
    pub(crate) fn bytes(&mut self, len: usize) -> &'b [u8] {
        let len = len.min(self.0.len());
        self.0.bytes(len).unwrap_or_default()
    }

    pub(crate) fn name(&mut self) -> String {
        match self.byte() {
            byte @ 0..240 => NAMES[usize::from(byte) % NAMES.len()].to_owned(),
            byte @ 240..250 => format!("n{byte}"),
            _ => "k".repeat(usize::from(self.byte())),
        }
    }

    fn number(&mut self) -> f64 {
        match self.byte() {
            byte @ 0..200 => NUMBERS[usize::from(byte) % NUMBERS.len()],
            200..240 => f64::from(self.byte()),
            _ => Some(f64::from_le_bytes(self.0.arbitrary().unwrap_or_default()))
                .filter(|n| n.is_finite())
                .unwrap_or(7.0),
        }
    }

    fn text(&mut self) -> String {
        match self.byte() {
            0..160 => self.name(),
            160..220 => {
                let len = self.below(12);
                String::from_utf8_lossy(self.bytes(len)).into_owned()
            }
            // Short and long text, and what does not lie inline any more.
            _ => "x".repeat(self.below(256) * 6),
        }
    }

    /// A value of up to `depth` levels.
    pub(crate) fn value(&mut self, depth: usize) -> Plain {
        let kinds = if depth == 0 { 5 } else { 12 };
        match self.below(kinds) {
            0 => Plain::Null,
            1 => Plain::Bool(self.flag()),
            2 => Plain::Number(self.number()),
            3 | 4 => Plain::Text(self.text()),
            5..8 => {
                let len = self.below(5);
                Plain::Array((0..len).map(|_| self.value(depth - 1)).collect())
            }
            8..11 => self.record(depth - 1, false),
            _ => self.record(depth - 1, true),
        }
    }

    /// An object or a `Map` with members of up to `depth` levels.
    pub(crate) fn record(&mut self, depth: usize, is_map: bool) -> Plain {
        let mut members: Vec<(String, Plain)> = Vec::new();
        for _ in 0..self.below(6) {
            let name = self.name();
            let value = self.value(depth);
            if members.iter().all(|(other, _)| *other != name) {
                members.push((name, value));
            }
        }
        if is_map { Plain::Map(members) } else { Plain::Object(members) }
    }

    /// A pointer, mostly to something that is there.
    pub(crate) fn pointer(&mut self, state: &Plain) -> String {
        let mut pointer = String::new();
        let mut at = Some(state);
        for _ in 0..self.below(5) {
            let names: Vec<String> = match at {
                Some(Plain::Array(items)) => (0..items.len()).map(|index| index.to_string()).collect(),
                Some(value) => value.members().into_iter().flatten().map(|(name, _)| name.clone()).collect(),
                None => Vec::new(),
            };
            let token = match self.byte() {
                byte @ 0..220 if !names.is_empty() => names[usize::from(byte) % names.len()].clone(),
                220..230 => "-".to_owned(),
                _ => self.name(),
            };
            at = at.and_then(|value| value.get(&token));
            pointer = format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"));
        }
        pointer
    }

    /// Operations of a patch.
    pub(crate) fn operations(&mut self, state: &Plain) -> Plain {
        let count = 1 + self.below(4);
        let one = |draw: &mut Draw<'_>| {
            let op = draw.pick(&["add", "add", "remove", "replace", "test", "move", "copy", "none"]);
            let mut operation = vec![("op", Plain::text(op)), ("path", Plain::Text(draw.pointer(state)))];
            if matches!(op, "move" | "copy") {
                operation.push(("from", Plain::Text(draw.pointer(state))));
            } else if op != "remove" {
                operation.push(("value", draw.value(3)));
            }
            Plain::object(operation)
        };
        Plain::Array((0..count).map(|_| one(self)).collect())
    }
}

//! Writes text in as few bits as its own repetitions allow, and reads it back.
//!
//! Each symbol is a walk down a tree of yes and no; every step is predicted from the last
//! one, two and three symbols and from the longest earlier passage that went the same way,
//! and the predictions are mixed by weights that learn. The twin that reads this in the
//! browser is `themes/default/search/inline.js`: both compute with the same integers and with `f64`
//! operations that every machine rounds alike, so no library function of the two may
//! differ. Policy texts quote one another, which is why this takes a third less than gzip.

/// One end of the wire: a writer returns the bit it is given, a reader the bit it finds.
pub trait Wire {
    /// `chance` is that of a 1, in 65,536ths.
    fn bit(&mut self, bit: u32, chance: u32) -> u32;
}

/// Arithmetic coding with 32 bits; ranges that agree in their first byte let it go.
pub struct Writer {
    low: u32,
    high: u32,
    pub bytes: Vec<u8>,
}

impl Writer {
    pub fn new() -> Writer {
        Writer { low: 0, high: u32::MAX, bytes: Vec::new() }
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.extend(self.high.to_be_bytes());
        self.bytes
    }
}

impl Wire for Writer {
    fn bit(&mut self, bit: u32, chance: u32) -> u32 {
        let middle = split(self.low, self.high, chance);
        if bit == 1 {
            self.high = middle
        } else {
            self.low = middle + 1
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.bytes.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 255;
        }
        bit
    }
}

fn split(low: u32, high: u32, chance: u32) -> u32 {
    low + ((u64::from(high - low) * u64::from(chance)) >> 16) as u32
}

/// Reads what [`Writer`] wrote; past the end it reads zeros.
pub struct Reader<'b> {
    low: u32,
    high: u32,
    value: u32,
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub fn new(bytes: &'b [u8]) -> Reader<'b> {
        let mut reader = Reader { low: 0, high: u32::MAX, value: 0, rest: bytes };
        (0..4).for_each(|_| reader.shift());
        reader
    }

    fn shift(&mut self) {
        let (next, rest) = self.rest.split_first().map_or((0, self.rest), |(byte, rest)| (*byte, rest));
        self.value = self.value << 8 | u32::from(next);
        self.rest = rest;
    }
}

impl Wire for Reader<'_> {
    fn bit(&mut self, _: u32, chance: u32) -> u32 {
        let middle = split(self.low, self.high, chance);
        let bit = u32::from(self.value <= middle);
        if bit == 1 {
            self.high = middle
        } else {
            self.low = middle + 1
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 255;
            self.shift();
        }
        bit
    }
}

/// Whole numbers whose size repeats: a unary length and its bits, each remembered by kind.
pub struct Numbers {
    chances: Vec<u16>,
}

impl Numbers {
    pub fn new() -> Numbers {
        Numbers { chances: vec![1 << 15; 64 * 64] }
    }

    pub fn code(&mut self, wire: &mut impl Wire, kind: usize, value: u32) -> u32 {
        let value = value + 1;
        let wanted = 31 - value.leading_zeros();
        let mut length = 0;
        while length < 31 && self.step(wire, kind * 64 + length as usize, u32::from(length < wanted)) == 1 {
            length += 1;
        }
        let mut out = 1;
        for shift in (0..length).rev() {
            // Only the first of the lower bits leans to a side.
            let slot = if shift + 1 == length { kind * 64 + 32 + length as usize } else { 63 };
            out = out << 1 | self.step(wire, slot, value >> shift & 1);
        }
        out - 1
    }

    fn step(&mut self, wire: &mut impl Wire, slot: usize, bit: u32) -> u32 {
        let chance = self.chances[slot];
        let bit = wire.bit(bit, u32::from(chance).clamp(64, 65_472));
        if slot != 63 {
            self.chances[slot] = if bit == 1 { chance + ((65_535 - chance) >> 4) } else { chance - (chance >> 4) };
        }
        bit
    }
}

const ORDERS: usize = 4;
const INPUTS: usize = ORDERS + 2;
/// Past this a counter forgets as fast as it learns.
const LIMIT: u8 = 16;
/// Steps of the logistic curve to either side of zero, 64 to one.
const HALF: usize = 704;

/// Predicts the next symbol of a text from what went before.
pub struct Model {
    bits: u32,
    chances: Vec<u16>,
    counts: Vec<u8>,
    weights: Vec<[f64; INPUTS]>,
    follow: [u16; 16],
    squash: Vec<f64>,
    stretch: Vec<f64>,
    rates: Vec<i32>,
    trust: Vec<f64>,
    history: Vec<u32>,
    seen: Vec<u32>,
    /// Where the passage that is being followed goes on, and how long it has held.
    at: usize,
    held: usize,
    /// How often it has said something else of late.
    missed: u32,
    contexts: [u32; ORDERS],
}

impl Model {
    /// `length` is the number of symbols to come; reader and writer must say the same.
    pub fn new(length: usize) -> Model {
        let bits = (16..22).find(|bits| length * 16 <= 1 << bits).unwrap_or(22);
        let squash = logistic();
        let mut step = 0;
        let stretch = (0..4096).map(|chance| {
            while squash[step] < (f64::from(chance) + 0.5) / 4096.0 {
                step += 1;
            }
            (step as f64 - HALF as f64) / 64.0
        });
        Model {
            stretch: stretch.collect(),
            squash,
            bits,
            chances: vec![1 << 14; ORDERS << bits],
            counts: vec![0; ORDERS << bits],
            weights: vec![[0.15, 0.15, 0.15, 0.15, 0.2, 0.0]; 64],
            follow: [24_576; 16],
            rates: (0..=LIMIT).map(|count| (65_536.0 / (f64::from(count) + 1.3)) as i32).collect(),
            trust: (0..=LIMIT).map(|count| f64::from(count) / (f64::from(count) + 0.6)).collect(),
            history: Vec::with_capacity(length),
            seen: vec![0; 1 << 18],
            at: 0,
            held: 0,
            missed: 0,
            contexts: [0; ORDERS],
        }
    }

    /// Sends or receives one symbol. Symbols are ranks by frequency: the commonest is 0.
    pub fn code(&mut self, wire: &mut impl Wire, symbol: u32) -> u32 {
        self.set_contexts();
        let mut guess = (self.held > 0).then(|| self.history[self.at] + 1);
        let value = symbol + 1;
        let size = 31 - value.leading_zeros();
        let mut node = 1;
        for shift in (0..4).rev() {
            let expected = guess.map(|guess| (31 - guess.leading_zeros()) >> shift & 1);
            let bit = self.step(wire, node, size >> shift & 1, expected);
            guess = guess.filter(|_| expected == Some(bit));
            node = node << 1 | bit;
        }
        let size = node - 16;
        let mut prefix = 1;
        for shift in (0..size).rev() {
            let expected = guess.map(|guess| guess >> shift & 1);
            let bit = self.step(wire, (size + 1) << 16 | prefix, value >> shift & 1, expected);
            guess = guess.filter(|_| expected == Some(bit));
            prefix = prefix << 1 | bit;
        }
        self.remember(prefix - 1);
        prefix - 1
    }

    fn set_contexts(&mut self) {
        let mut hash = 0u32;
        for order in 0..ORDERS {
            self.contexts[order] = hash;
            let before = self.history.len().checked_sub(order + 1).map_or(0, |at| self.history[at] + 1);
            hash = (hash.wrapping_add(before).wrapping_add(order as u32 + 1)).wrapping_mul(0x9E37_79B1);
            hash ^= hash >> 15;
        }
    }

    fn step(&mut self, wire: &mut impl Wire, node: u32, bit: u32, expected: Option<u32>) -> u32 {
        let mut inputs = [0.0; INPUTS];
        let mut slots = [0; ORDERS];
        let mut top = 0;
        for order in 0..ORDERS {
            let hash = self.contexts[order].wrapping_add(node.wrapping_mul(0x85EB_CA6B)).wrapping_mul(0xC2B2_AE35);
            let slot = order << self.bits | (hash >> (32 - self.bits)) as usize;
            let count = self.counts[slot];
            inputs[order] = self.stretch[usize::from(self.chances[slot] >> 3)] * self.trust[usize::from(count)];
            if count > 1 {
                top = order;
            }
            slots[order] = slot;
        }
        let held = self.held.min(15);
        if let Some(expected) = expected {
            let lean = self.stretch[usize::from(self.follow[held] >> 3)];
            inputs[ORDERS] = if expected == 1 { lean } else { -lean };
        }
        inputs[ORDERS + 1] = 0.3;
        let set = top * 4
            + if expected.is_none() {
                0
            } else if held < 5 {
                1
            } else if held < 12 {
                2
            } else {
                3
            };
        // One set of weights knows what can be known of this symbol, the other how far it is read.
        let sets = [set, if node < 16 { 16 + node as usize } else { 32 + (node >> 16) as usize }];
        let chance = mix(&self.weights[sets[0]], &self.weights[sets[1]], &inputs, &self.squash);
        let bit = wire.bit(bit, chance);
        let error = (f64::from(bit) - f64::from(chance) / 65_536.0) * 0.004;
        for set in sets {
            for (weight, input) in self.weights[set].iter_mut().zip(inputs) {
                *weight += error * input;
            }
        }
        for slot in slots {
            let count = self.counts[slot];
            self.chances[slot] = learn(self.chances[slot], bit, self.rates[usize::from(count)]);
            self.counts[slot] = (count + 1).min(LIMIT);
        }
        if let Some(expected) = expected {
            self.follow[held] = learn(self.follow[held], u32::from(expected == bit), 1024);
        }
        bit
    }

    fn remember(&mut self, symbol: u32) {
        let follows = self.held > 0 && self.history[self.at] == symbol;
        self.history.push(symbol);
        let length = self.history.len();
        if follows {
            self.held += 1;
            self.at += 1;
        } else if self.held > 0 {
            // One word was changed; what stands behind it is likely the same.
            self.missed += 1;
            self.at += 1;
            self.held = usize::from(self.missed < 9);
        }
        if follows && self.held > 15 {
            self.missed = 0;
        }
        if length < 3 {
            return;
        }
        let key = self.history[length - 3..]
            .iter()
            .fold(0u32, |key, symbol| (key.wrapping_add(*symbol + 1)).wrapping_mul(0x9E37_79B1) ^ key >> 13);
        let key = (key >> 14) as usize;
        let earlier = self.seen[key] as usize;
        if self.held < 2 && earlier > 0 {
            let same = (0..earlier.min(32))
                .take_while(|back| self.history[earlier - 1 - back] == self.history[length - 1 - back])
                .count();
            if same > 2 {
                self.held = same - 2;
                self.missed = 0;
                self.at = earlier;
            }
        }
        self.seen[key] = length as u32;
    }
}

fn learn(chance: u16, bit: u32, rate: i32) -> u16 {
    let target = if bit == 1 { 32_767 } else { 0 };
    (i32::from(chance) + (((target - i32::from(chance)) * rate) >> 16)) as u16
}

fn mix(one: &[f64; INPUTS], other: &[f64; INPUTS], inputs: &[f64; INPUTS], squash: &[f64]) -> u32 {
    let mut sum = 0.0;
    for index in 0..INPUTS {
        sum += (one[index] + other[index]) * inputs[index];
    }
    let step = (sum * 64.0 + HALF as f64 + 0.5).floor().clamp(0.0, 2.0 * HALF as f64);
    ((squash[step as usize] * 65_536.0) as u32).clamp(16, 65_520)
}

/// 1 / (1 + e^-x) for x from -11 to 11. Powers by repeated multiplication: `exp` may
/// differ in the last place between machines, and then two readers would part ways.
fn logistic() -> Vec<f64> {
    let mut out = vec![0.0; 2 * HALF + 1];
    let mut power = 1.0;
    for step in 0..=HALF {
        out[HALF + step] = power / (1.0 + power);
        out[HALF - step] = 1.0 / (1.0 + power);
        power *= 1.015_747_708_586_686;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut seed = 7u32;
        let symbols: Vec<u32> = (0..3000u32)
            .map(|index| {
                seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345);
                if index % 500 < 200 { index % 37 } else { (seed >> 16) % 1500 }
            })
            .collect();
        let mut writer = Writer::new();
        let mut numbers = Numbers::new();
        let mut model = Model::new(symbols.len());
        for symbol in &symbols {
            numbers.code(&mut writer, 3, *symbol);
            model.code(&mut writer, *symbol);
        }
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        let mut numbers = Numbers::new();
        let mut model = Model::new(symbols.len());
        for symbol in &symbols {
            assert_eq!(numbers.code(&mut reader, 3, 0), *symbol);
            assert_eq!(model.code(&mut reader, 0), *symbol);
        }
    }
}

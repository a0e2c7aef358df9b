//! The program: reads the arguments and hands them on.

fn main() {}

//! Says what every citation means, who speaks of whom, and what stands where.
//! The first stage to see the whole corpus; `pipeline` calls its steps in order.

pub mod backlinks;
pub mod cite;
pub mod compare;
pub mod errata;
pub mod identify;
pub mod layout;
pub mod names;
pub mod quote;
pub mod relations;
pub mod revise;
pub mod suggest;
pub mod versions;

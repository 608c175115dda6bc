//! Works out how much of a substance a country needs in a year, by the methods of the Board's training material: consumption,
//! service and morbidity. The answer is advice: it changes nothing.

pub mod method;

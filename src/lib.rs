//! inforce.
use arrow_array as _;

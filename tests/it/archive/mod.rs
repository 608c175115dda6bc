//! What is published stays whole.

mod confidential;
mod crash;
mod damaged;
mod frozen;
mod generations;
mod verify;

//! A server that goes away: killed and started again, replaced by its standby, or behind a network that is cut; and one that cannot be
//! trusted, or is not what answers.

mod disk;
mod failover;
mod gone;
mod pooler;
mod tls;
mod writers;

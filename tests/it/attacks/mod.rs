//! Attacks on a desk on PostgreSQL by people who have a password and psql: members of staff, somebody disabled, the portal.
//!
//! Each guard is also taken away once (`guards`), to see that the attack it keeps out is noticed.

mod bounds;
mod catalogue;
mod centre;
mod disabled;
mod forging;
mod guards;
mod logins;
mod neighbours;
mod portal;
mod program;
mod seats;
mod tricks;
mod work;

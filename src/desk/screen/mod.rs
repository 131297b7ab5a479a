//! One plain struct a screen.

//! The AWS adapter against an emulator and against scripted answers.

//! The signalcraft provider: composition root.

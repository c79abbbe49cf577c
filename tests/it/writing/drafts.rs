//! What keeps drafts, on its thread: the newest text is on disk soon, and before the end in any case.

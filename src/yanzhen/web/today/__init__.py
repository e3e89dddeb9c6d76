"""今日: the first page: what waits by clock, what happened, which days count."""

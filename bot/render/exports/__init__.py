"""Exports: what ``services`` extracted, written as files that other programs open."""

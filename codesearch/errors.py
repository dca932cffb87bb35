"""Every error that codesearch raises on purpose. Each message is one sentence that says what to do.

CodesearchError
├── RootError               the folder to index cannot be used
├── UnsafeRootError         the folder looks like a home folder or is very large: ask first
├── QueryError              the query or a filter cannot be understood
├── SourceError             a file of the repository cannot be shown
├── IndexStoreError         the index on disk cannot be used
│   ├── CorruptIndexError   it is damaged, or not an index of ours
│   ├── NewerIndexError     a newer version of codesearch wrote it
│   └── IndexLockedError    another process is writing it
├── EncoderError            the encoder's files are missing or do not fit together
├── DataError               an evaluation's data cannot be used
├── ServiceError            the process that keeps an index live cannot be started or asked
│   └── AlreadyServedError  there is one already
└── ExtraError              an optional library is needed that is not installed
"""


class CodesearchError(Exception):
    """Base of all errors raised on purpose; its text is fit to show a user."""


class RootError(CodesearchError):
    """The folder to index does not exist, is not a folder, or cannot be read."""


class UnsafeRootError(CodesearchError):
    """The folder looks like a home folder or holds very many files; the user has to agree first."""


class QueryError(CodesearchError):
    """The query or one of its filters cannot be understood."""


class SourceError(CodesearchError):
    """A file that an answer names is gone, or cannot be read as text any more."""


class IndexStoreError(CodesearchError):
    """The index on disk cannot be used."""


class CorruptIndexError(IndexStoreError):
    """The index folder is damaged or is not an index of codesearch."""


class NewerIndexError(IndexStoreError):
    """A newer version of codesearch wrote the index."""


class IndexLockedError(IndexStoreError):
    """Another process is writing the index."""


class EncoderError(CodesearchError):
    """The encoder's files are missing, damaged, or do not fit together."""


class DataError(CodesearchError):
    """A file of an evaluation's data cannot be used; the message names file and line."""


class ServiceError(CodesearchError):
    """The process that keeps an index live cannot be started or asked, or went away midway."""


class AlreadyServedError(ServiceError):
    """Another process keeps the index live already."""


class ExtraError(CodesearchError):
    """An optional library is not installed; the message says how to install it."""

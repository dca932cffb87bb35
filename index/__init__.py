"""Rows in LanceDB: one database a repository, holding its units, their vectors and the state of its files.

Takes rows and arrays and gives them back; knows no encoder, no parser and no ranking.
"""

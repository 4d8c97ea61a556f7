"""The tests. Four files run at once, so linear algebra gets one thread: with more they would wait for each other."""

from bbchat.cli.threads import answer_in_one_thread

answer_in_one_thread()

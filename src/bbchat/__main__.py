"""`python -m bbchat`, which is `bbchat` under another name: its messages, too, speak of `bbchat`."""

from bbchat.cli.main import main

if __name__ == "__main__":
    main()

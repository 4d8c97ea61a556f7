"""`python -m bbchat`."""

from bbchat.cli.main import main

if __name__ == "__main__":
    main()

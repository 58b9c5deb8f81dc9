"""`python -m origin_qa.cli`."""

from origin_qa.cli.program import main

if __name__ == "__main__":
    main()

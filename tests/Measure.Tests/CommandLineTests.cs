namespace AccessSlack.Measure.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("File does not exist: '/nowhere'", "compare", "/nowhere", "--vs", "/bin/sh")]
    [InlineData("File does not exist: '/nowhere'", "compare", "/bin/sh", "--vs", "/nowhere")]
    [InlineData("'--vs' is required", "compare", "/bin/sh")]
    [InlineData("--turns must be a number above 0", "compare", "/bin/sh", "--vs", "/bin/sh", "--turns", "0")]
    [InlineData("--turns must be a number above 0", "compare", "/bin/sh", "--vs", "/bin/sh", "--turns", "x")]
    [InlineData("File does not exist: '/nowhere'", "strangers", "/nowhere")]
    [InlineData("--clicks must be a number above 0", "strangers", "/bin/sh", "--clicks", "0")]
    [InlineData("/bin/sh cannot be used: ", "budget", "/bin/sh", "--empty-host", "/bin/sh", "--budgets", "/bin/sh")]
    public async Task RunAsync_WhatCannotBeMeasured_EndsWithTwoAndOneReason(string reason, params string[] arguments)
    {
        await using var errors = new StringWriter();
        Assert.Equal(CommandLine.NotMeasured, await CommandLine.RunAsync(arguments, TextWriter.Null, errors));
        Assert.StartsWith("Not measured: ", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains(reason, errors.ToString(), StringComparison.Ordinal);
    }
}

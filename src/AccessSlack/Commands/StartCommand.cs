using System.Collections.Immutable;
using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using AccessSlack.Configuration;
using AccessSlack.Hosting;
using AccessSlack.Hosting.Checks;
using AccessSlack.Hosting.Systemd;
using AccessSlack.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Commands;

/// <summary><c>teleport-slack start</c>: runs the daemon until it is asked to stop.</summary>
internal static partial class StartCommand
{
    public static Command Create(TextWriter errors)
    {
        var config = ConfigOption.Create();
        var debug = new Option<bool>("--debug", "-d")
        {
            Description = "Log at DEBUG, regardless of the configured level",
        };
        var insecure = new Option<bool>("--insecure-no-tls")
        {
            Description = "Listen without TLS, for use behind a proxy that terminates it",
        };
        var command = new Command("start", "Runs the daemon") { config, debug, insecure };
        command.SetAction(
            (arguments, _) =>
                RunAsync(arguments.GetValue(config)!, arguments.GetValue(debug), arguments.GetValue(insecure), errors)
        );
        return command;
    }

    private static async Task<int> RunAsync(string path, bool debug, bool insecure, TextWriter errors)
    {
        var hangups = Channel.CreateUnbounded<bool>();
        // Unhandled, SIGHUP would end the process, and systemd would take that for an intended stop. One that arrives
        // during the start is handled after it.
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            signal.Cancel = hangups.Writer.TryWrite(true)
        );
        var source = new ConfigurationSource(new ConfigReader(new SystemConfigSource()), path, insecure)
        {
            Hangups = hangups.Reader,
        };
        var problems = CredentialCheck.AllProblems(source.Running, TimeProvider.System);
        if (problems.All(problem => problem.IsCredential)) return await RunAsync(source, problems, debug, errors);
        foreach (var problem in problems) await errors.WriteLineAsync($"{path}: {problem}");
        return ExitCode.Configuration;
    }

    private static async Task<int> RunAsync(
        ConfigurationSource source,
        ImmutableArray<Problem> credentials,
        bool debug,
        TextWriter errors
    )
    {
        var settings = source.Running.Draft!;
        DaemonLog log;
        try
        {
            log = new DaemonLog(settings.Log, debug, SystemdService.IsThisProcess());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"Cannot write the log {settings.Log.Output}: {e.Message} " +
                "Give this user write access to it, or change output under [log].");
            return ExitCode.Configuration;
        }

        source.ApplyLog = log.Apply;
        using (log) return await RunAsync(source, credentials, log.Loggers);
    }

    private static async Task<int> RunAsync(
        ConfigurationSource source,
        ImmutableArray<Problem> credentials,
        ILoggerFactory loggers
    )
    {
        var logger = loggers.CreateLogger("AccessSlack.Start");
        foreach (var problem in credentials) Log.CannotStart(logger, $"{source.Path}: {problem}");
        return credentials.IsEmpty ? await RunAsync(source, logger, loggers) : ExitCode.NotPermitted;
    }

    private static async Task<int> RunAsync(ConfigurationSource source, ILogger logger, ILoggerFactory loggers)
    {
        Exception? defect = null;
        WebApplication? app = null;
        try
        {
            app = CompositionRoot.Build(source, TimeProvider.System, new Random(), loggers, Stop);
            await app.StartAsync();
            using var memory = new IdleMemory(TimeProvider.System);
            await app.WaitForShutdownAsync();
            Log.Stopped(logger);
            return defect is null ? ExitCode.Ok : ExitCode.Defect;
        }
        catch (StartException e)
        {
            Log.CannotStart(logger, e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (e is SocketException || e.InnerException is AddressInUseException)
        {
            Log.CannotListen(logger, Addresses(source.Running.Settings!.Http), e.Message);
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException) when (app?.Lifetime.ApplicationStopping.IsCancellationRequested == true)
        {
            Log.StoppedEarly(logger);
            return ExitCode.Ok;
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
            return ExitCode.Defect;
        }
        finally
        {
            if (app is not null) await EndAsync(app);
        }

        void Stop(Exception cause)
        {
            defect = cause;
            Log.LoopEnded(logger, cause);
            app!.Lifetime.StopApplication();
        }
    }

    /// <summary>
    /// After a failed start, services that did start are still running. Stop them first, or their end would look like a
    /// defect.
    /// </summary>
    private static async Task EndAsync(WebApplication app)
    {
        if (!app.Lifetime.ApplicationStopped.IsCancellationRequested) await app.StopAsync();
        await app.DisposeAsync();
    }

    private static string Addresses(HttpSettings http) =>
        http.Diagnostics is { } diagnostics ? $"{http.Listen} or {diagnostics}" : $"{http.Listen}";

    private static partial class Log
    {
        [LoggerMessage(EventId = 9100, Level = LogLevel.Information, Message = "Stopped")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(EventId = 9101, Level = LogLevel.Information, Message = "Stopped before startup was complete")]
        public static partial void StoppedEarly(ILogger logger);

        [LoggerMessage(EventId = 9102, Level = LogLevel.Critical, Message = "Cannot start: {Problem}")]
        public static partial void CannotStart(ILogger logger, string problem);

        [LoggerMessage(
            EventId = 9103,
            Level = LogLevel.Critical,
            Message = "Cannot start: cannot listen on {Addresses} ({Problem}). Is another instance running? Stop the " +
                "other program, or change the address under [http]"
        )]
        public static partial void CannotListen(ILogger logger, string addresses, string problem);

        [LoggerMessage(
            EventId = 9104,
            Level = LogLevel.Critical,
            Message = "The daemon ended with an unexpected error. Please report this"
        )]
        public static partial void Failed(ILogger logger, Exception defect);

        [LoggerMessage(
            EventId = 9105,
            Level = LogLevel.Critical,
            Message = "A background loop ended with an unexpected error; stopping. Please report this"
        )]
        public static partial void LoopEnded(ILogger logger, Exception defect);
    }
}

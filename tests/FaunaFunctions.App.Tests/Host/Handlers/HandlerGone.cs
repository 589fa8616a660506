namespace FaunaFunctions.App.Tests.Host.Handlers;

/// <summary>The host has no handler any more and starts none: invocations are refused.</summary>
/// <param name="reason">Why.</param>
internal sealed class HandlerGone(string reason) : Exception(reason);
